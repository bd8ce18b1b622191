"""Words that invented files are made of: a table of data. English names, trades, syllables of four languages."""

from __future__ import annotations

ENGLISH: tuple[str, ...] = (
    "James", "Mary", "John", "Patricia", "Robert", "Jennifer", "Michael", "Linda", "William", "Elizabeth",
    "David", "Barbara", "Richard", "Susan", "Joseph", "Jessica", "Thomas", "Sarah", "Charles", "Karen", "Daniel",
    "Lisa", "Matthew", "Nancy", "Anthony", "Betty", "Mark", "Margaret", "Donald", "Sandra", "Steven", "Ashley",
    "Paul", "Kimberly", "Andrew", "Emily", "Joshua", "Donna", "Kenneth", "Michelle", "Kevin", "Carol", "Brian",
    "Amanda", "George", "Dorothy", "Timothy", "Melissa", "Ronald", "Deborah", "Edward", "Stephanie", "Jason",
    "Rebecca", "Jeffrey", "Sharon", "Ryan", "Laura", "Jacob", "Cynthia", "Gary", "Kathleen", "Nicholas", "Amy",
    "Eric", "Angela", "Jonathan", "Shirley", "Stephen", "Anna", "Larry", "Brenda", "Justin", "Pamela", "Scott",
    "Emma", "Brandon", "Nicole", "Benjamin", "Helen", "Samuel", "Samantha", "Gregory", "Katherine", "Alexander",
    "Christine", "Frank", "Debra", "Patrick", "Rachel", "Raymond", "Carolyn", "Jack", "Janet", "Dennis",
    "Catherine", "Jerry", "Olivia", "Tyler", "Isabella", "Aaron", "Chloe", "Jose", "Grace", "Adam", "Sophie",
    "Nathan", "Lucy", "Henry", "Ruby", "Douglas", "Zoe", "Zachary", "Hannah", "Peter", "Ella",
)  # fmt: skip
ENGLISH_SURNAMES: tuple[str, ...] = (
    "Smith", "Jones", "Williams", "Brown", "Taylor", "Davies", "Wilson", "Evans", "Thomas", "Johnson", "Roberts",
    "Walker", "Wright", "Robinson", "Thompson", "White", "Hughes", "Edwards", "Green", "Hall", "Wood", "Harris",
    "Lewis", "Martin", "Jackson", "Clarke", "Clark", "Turner", "Hill", "Scott", "Cooper", "Morris", "Ward",
    "Moore", "King", "Watson", "Baker", "Harrison", "Morgan", "Patel", "Young", "Allen", "Mitchell", "James",
    "Anderson", "Phillips", "Lee", "Bell", "Parker", "Davis", "Bennett", "Miller", "Cook", "Shaw", "Cox",
    "Griffiths", "Richardson", "Adams", "Carter", "Marshall", "Collins", "Gray", "Simpson", "Chapman", "Webb",
    "Rogers", "Hunt", "Mills",
)  # fmt: skip
TRADES: tuple[str, ...] = (
    "Garage", "Boulangerie", "Plomberie", "Coiffure", "Transports", "Menuiserie", "Pharmacie", "Optique",
    "Restaurant", "Café", "Hotel", "Clinic", "Dental", "Services", "Supply", "Auto", "Repair", "Learning",
    "Center", "Kids", "Academy", "Bakery", "Kitchen", "Grill", "Bar", "House", "Market", "Store", "Design",
    "Studio", "Consulting", "Immobilier", "Electricité", "Bâtiment", "Jardins", "Fleurs", "Presse", "Tabac",
    "Insurance", "Landscape", "Medical", "Family", "Practice",
)  # fmt: skip
LEGAL: tuple[str, ...] = (
    "SARL", "SAS", "EURL", "Ltd", "Inc", "LLC", "GmbH", "Ets", "",
)  # fmt: skip
ROADS: dict[str, tuple[str, ...]] = {
    "fr": (
        "rue {}", "avenue {}", "place {}", "chemin {}", "boulevard {}", "rue de {}", "impasse {}",
    ),
    "en": (
        "{} street", "{} st.", "{} road", "{} ave.", "{} lane", "{} drive", "{} close", "{} blvd.",
    ),
}  # fmt: skip
# beginnings and endings
SYLLABLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "fr": (
        (
            "ber", "mar", "ro", "la", "du", "mon", "chev", "val", "gi", "fon", "per", "lau", "ren", "bou", "cor",
        ),
        (
            "tier", "let", "nard", "ret", "lin", "eau", "ot", "ier", "and",
        ),
    ),
    "en": (
        (
            "ash", "brad", "hol", "wel", "mar", "king", "stan", "nor", "ber", "hart", "win", "ford", "cal",
        ),
        (
            "ton", "ley", "field", "ham", "wood", "man", "ford", "well", "er",
        ),
    ),
    "de": (
        (
            "schwei", "hof", "mul", "ber", "wag", "kel", "zim", "gra", "lan", "fried", "stein", "kra",
        ),
        (
            "er", "mann", "bach", "meier", "feld", "stein", "ler", "ner",
        ),
    ),
    "it": (
        (
            "ros", "bian", "fer", "gal", "con", "mar", "lo", "gre", "bru", "ca", "mo", "ric",
        ),
        (
            "si", "chi", "ri", "lo", "ti", "ni", "etti", "ano", "ino",
        ),
    ),
}  # fmt: skip
