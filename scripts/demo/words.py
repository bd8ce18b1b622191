"""Words the invented world is built of: streets, trades, syllables, diminutives, abbreviations. Data only."""

from __future__ import annotations

STREET_TYPES: tuple[tuple[str, float], ...] = (
    ("rue", 56), ("avenue", 11), ("chemin", 7), ("route", 6), ("impasse", 5), ("place", 4), ("allée", 4),
    ("boulevard", 4), ("résidence", 1), ("quai", 1), ("cours", 0.5), ("square", 0.5), ("faubourg", 0.4),
)  # fmt: skip

STREET_NAMES: tuple[str, ...] = (
    "de la République", "de l'Église", "du Général de Gaulle", "Victor Hugo", "de la Gare", "de la Mairie",
    "Jean Jaurès", "Pasteur", "des Écoles", "de la Fontaine", "du 8 Mai 1945", "du 11 Novembre", "Jules Ferry",
    "Gambetta", "des Lilas", "Émile Zola", "de la Paix", "Voltaire", "du Moulin", "des Jardins", "du Château",
    "de Verdun", "Jean Moulin", "de la Liberté", "Anatole France", "Jules Verne", "Louis Pasteur", "de Paris",
    "des Acacias", "de Bretagne", "du Stade", "Saint-Martin", "Notre-Dame", "Saint-Jean", "Carnot", "Foch",
    "du Maréchal Leclerc", "Pierre Curie", "Marie Curie", "George Sand", "Claude Debussy", "Maurice Ravel",
    "Mozart", "Molière", "Racine", "La Fontaine", "Lamartine", "Ronsard", "Balzac", "Flaubert", "Guy de Maupassant",
    "Alphonse Daudet", "Paul Verlaine", "Rimbaud", "Jacques Prévert", "Albert Camus", "Antoine de Saint-Exupéry",
    "Colette", "Simone Veil", "Olympe de Gouges", "des Tilleuls", "des Chênes", "des Peupliers", "des Marronniers",
    "des Platanes", "des Érables", "des Bouleaux", "des Cerisiers", "des Pommiers", "des Amandiers", "des Oliviers",
    "des Pins", "des Sapins", "des Cèdres", "des Roses", "des Violettes", "des Bleuets", "des Coquelicots",
    "des Mimosas", "des Glycines", "des Genêts", "des Bruyères", "des Fougères", "des Vignes", "des Prés",
    "des Champs", "des Moissons", "des Blés", "de la Forêt", "du Bois", "du Lac", "de la Rivière", "du Ruisseau",
    "de la Source", "du Puits", "du Lavoir", "du Pont", "du Port", "de la Plage", "des Dunes", "de la Mer",
    "du Phare", "des Pêcheurs", "des Marins", "de la Vallée", "de la Colline", "du Coteau", "de la Montagne",
    "des Alpes", "des Pyrénées", "du Soleil", "de l'Aurore", "du Midi", "du Nord", "de l'Ouest", "de l'Est",
    "de Bourgogne", "d'Alsace", "de Lorraine", "de Normandie", "de Provence", "de Gascogne", "d'Aquitaine",
    "de Champagne", "de Picardie", "de Savoie", "de Lyon", "de Toulouse", "de Bordeaux", "de Nantes",
    "de Strasbourg", "de Lille", "de Rouen", "d'Orléans", "de Tours", "de Dijon", "de Nancy", "de Metz", "de Reims",
    "de Limoges", "de Clermont", "de Grenoble", "de Marseille", "de Nice", "de Toulon", "de Montpellier",
    "de Nîmes", "des Artisans", "des Tanneurs", "des Tisserands", "des Forgerons", "des Potiers", "des Bouchers",
    "du Four", "du Commerce", "de l'Industrie", "de l'Usine", "de la Poste", "du Marché", "de la Halle",
    "des Halles", "du Théâtre", "du Collège", "du Lycée", "de l'Université", "de l'Hôpital", "de l'Hospice",
    "du Couvent", "de l'Abbaye", "du Prieuré", "de la Chapelle", "du Calvaire", "de la Croix", "des Carmes",
    "des Capucins", "des Cordeliers", "des Ursulines", "Saint-Pierre", "Saint-Paul", "Saint-Michel",
    "Saint-Nicolas", "Saint-Antoine", "Saint-Joseph", "Sainte-Anne", "Sainte-Marie", "Sainte-Catherine",
    "du Faubourg", "de la Porte", "des Remparts", "de la Tour", "du Donjon", "de la Citadelle", "du Fort",
    "de la Caserne", "du Maréchal Joffre", "Georges Clemenceau", "Aristide Briand", "Léon Blum",
    "Pierre Mendès France", "Salvador Allende", "Nelson Mandela", "Gustave Eiffel", "Ampère", "Branly",
    "Denis Papin", "Lavoisier", "Descartes", "Blaise Pascal", "Montaigne", "Rabelais", "Diderot",
    "Jean-Jacques Rousseau", "Montesquieu", "Danton", "Marceau", "Kléber", "Hoche", "Lafayette", "de la Bastille",
    "du 14 Juillet", "du 19 Mars 1962", "de la Résistance", "de la Libération", "des Martyrs", "de l'Europe",
    "de Rome", "de Londres", "de Berlin", "de la Butte", "du Belvédère", "des Tourterelles", "des Hirondelles",
    "des Alouettes", "des Mésanges", "des Rossignols", "du Cerf", "du Loup", "de la Garenne", "des Écureuils",
    "du Verger", "de la Ferme", "du Pigeonnier", "du Pressoir", "de la Grange", "des Granges", "du Hameau",
)  # fmt: skip

COMPLEMENTS: tuple[str, ...] = (
    "Bât. A", "Bât. B", "Bâtiment C", "Appt 12", "Apt 3", "Appartement 45", "2e étage", "Escalier B", "Esc. 4",
    "Résidence les Tilleuls", "Résidence du Parc", "Rés. Bellevue", "Porte gauche", "Le Bourg", "Lotissement du Stade",
)  # fmt: skip

BUSINESS_COMPLEMENTS: tuple[str, ...] = (
    "ZA du Moulin", "ZI Nord", "Zone artisanale", "ZAC des Prés", "Parc d'activités", "BP 12", "BP 245", "CS 10034",
    "Centre commercial", "Bâtiment 4",
)  # fmt: skip

TRADES: tuple[str, ...] = (
    "Boulangerie", "Garage", "Menuiserie", "Plomberie", "Électricité", "Maçonnerie", "Transports", "Pharmacie",
    "Pâtisserie", "Boucherie", "Imprimerie", "Serrurerie", "Peinture", "Couverture", "Charpente", "Carrosserie",
    "Fromagerie", "Librairie", "Optique", "Coiffure", "Fleurs", "Bijouterie", "Agence", "Cabinet", "Ateliers",
    "Pépinières", "Carrelage", "Chauffage", "Métallerie", "Ébénisterie", "Miroiterie", "Terrassement", "Nettoyage",
    "Traiteur", "Distillerie", "Brasserie", "Conserverie", "Emballages", "Papeterie", "Quincaillerie", "Auto-école",
)  # fmt: skip

FIRM_TAILS: tuple[str, ...] = ("& Fils", "Frères", "et Associés", "Père et Fils", "Distribution", "Services", "Conseil")

COINED: tuple[tuple[str, ...], ...] = (
    ("al", "bel", "cor", "dal", "el", "fir", "gal", "hel", "iso", "kal", "lum", "mer", "nov", "or", "pra", "quo",
     "riv", "sol", "tec", "ulm", "ver", "xan", "yl", "zen", "am", "bri", "cla", "dio", "era", "fal"),
    ("a", "e", "i", "o", "u", "ia", "eo", "an", "en", "in", "on", "ar", "er", "or", "ul", "am", "em", "om"),
    ("bat", "dex", "dis", "gem", "lia", "line", "lis", "lux", "mat", "med", "nis", "pack", "plan", "pro", "san",
     "sys", "tech", "tel", "tia", "tis", "tra", "vane", "via", "vit", "xis", "zia", "rel", "ror", "nex", "gran"),
)  # fmt: skip

SECTORS: tuple[str, ...] = ("", "", "Groupe", "Industrie", "Ingénierie", "Bâtiment", "Santé", "Logistique", "Énergie",
                            "Formation", "Immobilier", "Informatique", "Environnement", "Technologies")  # fmt: skip

LEGAL_FORMS: tuple[tuple[str, float], ...] = (
    ("SARL", 36), ("SAS", 30), ("EURL", 8), ("SASU", 8), ("SA", 4), ("SCI", 4), ("SNC", 1), ("SELARL", 2), ("", 7),
)  # fmt: skip

MAIL_HOUSES: tuple[tuple[str, float], ...] = (
    ("courriel.example", 34), ("boite-aux-lettres.example", 18), ("messagerie.example", 14), ("orangeade.example", 10),
    ("libre.example", 8), ("relais.example", 6), ("poste-net.example", 5), ("mail.example", 5),
)  # fmt: skip

ROLE_BOXES: tuple[tuple[str, float], ...] = (
    ("contact", 50),
    ("info", 20),
    ("accueil", 10),
    ("compta", 12),
    ("commercial", 8),
)

DIMINUTIVES: dict[str, str] = {
    "Alexandre": "Alex", "Alexandra": "Alex", "Alexis": "Alex", "Antoine": "Toine", "Antoinette": "Toinette",
    "Augustin": "Gus", "Benjamin": "Ben", "Benoît": "Ben", "Bernadette": "Bernie", "Bernard": "Nanard",
    "Bertrand": "Bert", "Béatrice": "Béa", "Camille": "Cam", "Catherine": "Cathy", "Christelle": "Chris",
    "Christian": "Chris", "Christine": "Chris", "Christophe": "Chris", "Clément": "Clem", "Clémence": "Clem",
    "Corinne": "Coco", "Daniel": "Dany", "Danielle": "Dany", "David": "Dave", "Delphine": "Delph", "Dominique": "Dom",
    "Elisabeth": "Babeth", "Emmanuel": "Manu", "Emmanuelle": "Manue", "Fabien": "Fab", "Fabrice": "Fab",
    "Florence": "Flo", "Florian": "Flo", "Françoise": "Fanfan", "Frédéric": "Fred", "Frédérique": "Fred",
    "Gabriel": "Gaby", "Gabrielle": "Gaby", "Geneviève": "Ginette", "Gérard": "Gégé", "Grégory": "Greg",
    "Gregory": "Greg", "Guillaume": "Guigui", "Isabelle": "Isa", "Jacqueline": "Jackie", "Jacques": "Jacky",
    "Jean-Claude": "Jean-Clo", "Jean-François": "Jeff", "Jean-Pierre": "JP", "Jean-Marc": "JM", "Jean-Luc": "JL",
    "Jennifer": "Jenny", "Jessica": "Jess", "Joséphine": "José", "Julien": "Juju", "Laetitia": "Laeti",
    "Laurent": "Lolo", "Laurence": "Lolo", "Ludovic": "Ludo", "Madeleine": "Mado", "Magali": "Mag",
    "Marguerite": "Margot", "Marie-Christine": "Marie-Chris", "Martine": "Titine", "Matthieu": "Matt",
    "Mathieu": "Mat", "Maxime": "Max", "Mélanie": "Mel", "Michael": "Micka", "Mickael": "Micka", "Michel": "Mich",
    "Michèle": "Mimi", "Monique": "Momo", "Myriam": "Mimi", "Nathalie": "Nath", "Nicolas": "Nico", "Nicole": "Nini",
    "Olivier": "Oliv", "Pascal": "Pasc", "Patricia": "Pat", "Patrick": "Pat", "Patrice": "Pat", "Philippe": "Phil",
    "Pierre": "Pierrot", "Raphaël": "Raph", "Robert": "Bob", "Roger": "Rog", "Romain": "Rom", "Sabrina": "Sab",
    "Sandrine": "Sandie", "Sébastien": "Seb", "Serge": "Sergio", "Solange": "Sol", "Sophie": "Soso",
    "Stéphane": "Steph", "Stéphanie": "Steph", "Suzanne": "Suzy", "Sylvain": "Syl", "Sylvie": "Syl", "Thierry": "Titi",
    "Théodore": "Théo", "Thomas": "Tom", "Valentin": "Val", "Valérie": "Val", "Véronique": "Véro", "Victor": "Vic",
    "Vincent": "Vince", "Virginie": "Ninie", "Xavier": "Xav", "Yannick": "Yan", "Yves": "Yvon",
}  # fmt: skip

SURNAME_ACCENTS: dict[str, str] = {
    "Andre": "André", "Aubepine": "Aubépine", "Barthelemy": "Barthélemy", "Benoit": "Benoît", "Berard": "Bérard",
    "Beranger": "Béranger", "Carre": "Carré", "Chretien": "Chrétien", "Clement": "Clément", "Debre": "Debré",
    "Dore": "Doré", "Dupre": "Dupré", "Etienne": "Étienne", "Evrard": "Évrard", "Fevrier": "Février",
    "Felix": "Félix", "Francois": "François", "Frederic": "Frédéric", "Gerard": "Gérard",
    "Genin": "Génin", "Gregoire": "Grégoire", "Guerin": "Guérin", "Herault": "Hérault", "Herve": "Hervé",
    "Honore": "Honoré", "Laine": "Lainé", "Lefevre": "Lefèvre", "Leger": "Léger",
    "Lelievre": "Lelièvre", "Leonard": "Léonard", "Leveque": "Lévêque", "Levy": "Lévy", "Marechal": "Maréchal",
    "Menard": "Ménard", "Noel": "Noël", "Pages": "Pagès", "Peron": "Péron", "Prevost": "Prévost", "Prevot": "Prévôt",
    "Regnier": "Régnier", "Remy": "Rémy", "Riviere": "Rivière", "Salaun": "Salaün", "Seguin": "Séguin",
    "Theron": "Théron", "Thery": "Théry", "Vallee": "Vallée",
}  # fmt: skip

STREET_ABBREVIATIONS: tuple[tuple[str, str], ...] = (
    (r"\bavenue\b", "av"), (r"\bboulevard\b", "bd"), (r"\bplace\b", "pl"), (r"\bchemin\b", "chem."), (r"\brue\b", "r"),
    (r"\broute\b", "rte"), (r"\bimpasse\b", "imp"), (r"\ballée\b", "all"), (r"\brésidence\b", "rés"),
    (r"\bfaubourg\b", "fbg"), (r"\bbis\b", "B"), (r"\bGénéral\b", "Gal"), (r"\bMaréchal\b", "Mal"),
    (r"\bSaint-", "St "), (r"\bSainte-", "Ste "), (r"\bDocteur\b", "Dr"),
)  # fmt: skip

PHONETIC_RULES: tuple[tuple[str, str], ...] = (
    (r"eau", "o"), (r"au", "o"), (r"ph", "f"), (r"th", "t"), (r"qu", "k"), (r"ll", "l"), (r"tt", "t"), (r"nn", "n"),
    (r"ss", "s"), (r"rr", "r"), (r"y", "i"), (r"ai", "é"), (r"en", "an"), (r"an", "en"), (r"[dtsxz]$", ""), (r"e$", ""),
    (r"c([aou])", "k$1"), (r"ge", "je"), (r"s([aeiou])", "ss$1"), (r"n([aeiou])", "nn$1"), (r"f", "ph"), (r"$", "e"),
)  # fmt: skip

NEIGHBOURS: dict[str, str] = {
    "a": "zq", "z": "ae", "e": "zr", "r": "et", "t": "ry", "y": "tu", "u": "yi", "i": "uo", "o": "ip", "p": "om",
    "q": "sa", "s": "qd", "d": "sf", "f": "dg", "g": "fh", "h": "gj", "j": "hk", "k": "jl", "l": "km", "m": "lp",
    "w": "xq", "x": "wc", "c": "xv", "v": "cb", "b": "vn", "n": "bh", "é": "ea", "è": "ey", "0": "91", "1": "20",
    "2": "13", "3": "24", "4": "35", "5": "46", "6": "57", "7": "68", "8": "79", "9": "80",
}  # fmt: skip
