"""Words that headings are made of, in French and English: the first pattern found in the folded heading decides.

For headings that no program of the reference writes; folded: capitals, no accents, single blanks.
"""

from __future__ import annotations

import re

_DELIVERY = r"(LIVRAISON|SHIP(PING)?|DELIVERY|EXPEDITION|LIVRE A)"
_LAST = r"(DERNIERE?S?|DERN?|DER|LAST)"
_NO = r"(OPT ?OUT|DESINSCRI\w*|DESABONN\w*|UNSUBSCRIB\w*|BLACKLIST\w*|REFUS\w*|NE PAS|STOP|OPPOSITION|DO NOT|NO)"
_YES = (
    r"(OPT ?IN|CONSENT\w*|NEWSLETTER|ABONNE\w*|SUBSCRI\w*|ACCEPT\w*|ACCORD|AUTORIS\w*|PROSPECTION|MARKETING|DEMARCHAGE)"
)
_MAIL = r"(E ?MAILS?|MAILS?|COURRIELS?|MEL|EMAILING)"
_PHONE = r"(TEL(EPHONES?)?|PHONES?|FIXE|APPELS?|TELEPHONIQUE|CALLS?)"
_POST = r"(POST(E|AL|ALE)?|COURRIER|PAPIER|LETTRES?|VOIE POSTALE)"
_THING = (
    r"(ITEM|TAX\w*|PRODU\w*|FILE|PROJE\w*|BRANCH|TEMPLATE|CAMPA\w*|EVENT|BAN[KQ]\w*|ACCOUNT|FICHIER|SITE|USER|DOMAIN\w*"
    r"|VENDOR|FOURNISSEUR|ARTICLE)"
)
_DATE = r"(DATE|DT|LE|ON|AT)"

_TABLE: tuple[tuple[str, str], ...] = (
    # consent
    (rf"\b{_NO}\b.*\bSMS\b|\bSMS\b.*\b{_NO}\b", "optout_sms"),
    (rf"\b{_NO}\b.*\b{_PHONE}\b|\b{_PHONE}\b.*\b{_NO}\b|\bBLOCTEL\b", "optout_phone"),
    (rf"\b{_NO}\b.*\b{_POST}\b|\b{_POST}\b.*\b{_NO}\b", "optout_post"),
    (rf"\b{_DATE}\b.*\b(DESINSCRIPTION|DESABONNEMENT|OPT ?OUT|UNSUBSCRIBE\w*)\b", "unsubscribed_at"),
    (rf"\b{_NO}\b.*\b{_MAIL}\b|\b{_MAIL}\b.*\b{_NO}\b|\bDESINSCRIT\w*|\bDESABONNE\w*|\bUNSUBSCRIBED\b", "optout_email"),
    (r"\b(OPT ?OUT)\b", "optout_email"),
    (rf"\b{_DATE}\b.*\b(OPT ?IN|CONSENTEMENT|CONSENT|ABONNEMENT NEWSLETTER)\b", "optin_at"),
    (r"\b(OPT ?IN|CONSENT\w*)\b.*\b(DATE|LE|AT|ON)\b", "optin_at"),
    (rf"\b{_YES}\b.*\bSMS\b|\bSMS\b.*\b{_YES}\b", "optin_sms"),
    (rf"\b{_YES}\b.*\b{_PHONE}\b|\b{_PHONE}\b.*\b{_YES}\b", "optin_phone"),
    (rf"\b{_YES}\b.*\b{_POST}\b|\b{_POST}\b.*\b{_YES}\b", "optin_post"),
    (rf"\b{_YES}\b.*\b{_MAIL}\b|\b{_MAIL}\b.*\b{_YES}\b", "optin_email"),
    (r"\b(NEWSLETTER|OPT ?IN|ABONNE NEWSLETTER|CONSENTEMENT|EMAIL MARKETING)\b", "optin_email"),
    # delivery address before the postal one
    (rf"\b{_DELIVERY}\b.*\b(CP|CODE POSTAL|POSTAL CODE|ZIP|POSTCODE)\b|\b(CP|CODE POSTAL)\b.*\b{_DELIVERY}\b",
     "ship_postal_code"),
    (rf"\b{_DELIVERY}\b.*\b(VILLE|CITY|TOWN)\b|\b(VILLE|CITY)\b.*\b{_DELIVERY}\b", "ship_city"),
    (rf"\b{_DELIVERY}\b.*\b(PAYS|COUNTRY)\b|\bPAYS\b.*\b{_DELIVERY}\b", "ship_country"),
    (rf"\b{_DELIVERY}\b.*\b(ADRESSE|RUE|ADDRESS|STREET)\b|\b(ADRESSE|RUE)\b.*\b{_DELIVERY}\b", "ship_address_line1"),
    # contact points
    (rf"\b{_MAIL}\b.*\b(2|SECONDAIRE|AUTRE|OTHER|SECONDARY|ALTERNATIVE)\b", "email_secondary"),
    (rf"\b{_MAIL}\b", "email"),
    (r"\b(FAX|TELECOPIE\w*)\b", "fax"),
    (r"\b(MOBILE|PORTABLE|GSM|CELL\w*|SMS|WHATSAPP|TEL MOB)\b", "phone_mobile"),
    (rf"\b{_PHONE}\b.*\b(2|3|SECONDAIRE|AUTRE|OTHER)\b", "phone_secondary"),
    (rf"\b{_PHONE}\b.*\b(DOMICILE|MAISON|PERSO\w*|HOME|PRIVE)\b", "phone_home"),
    (rf"\b({_PHONE}|STANDARD|LIGNE DIRECTE)\b(?!.*\b(DATE|LAST|DERNIER)\b)", "phone"),
    (r"\b(SITE (WEB|INTERNET)|WEBSITE|WEB|URL|HOMEPAGE)\b", "website"),
    # official numbers
    (r"\bSIRET\b", "siret"),
    (r"\bSIREN\b", "siren"),
    (r"\b(TVA|VAT)\b.*\b(INTRA\w*|NUM\w*|NO|NUMBER|ID|COMMUNAUTAIRE)\b|\b(NUM\w*|NO?|ID)\b.*\b(TVA|VAT)\b",
     "vat_number"),
    (r"\b(NAF|APE)\b", "naf_code"),
    (r"\bRNA\b", "rna_number"),
    (r"\bIBAN\b", "iban"),
    (r"\bRIB\b|\bCOMPTE BANCAIRE\b", "bank_account"),
    # the customer's behaviour
    (rf"\b{_LAST}\b.*\b(COMMANDE|ACHAT|ORDER|PURCHASE|FACTURE|VENTE|INVOICE)\b", "last_order_date"),
    (r"\b(PREMIERE?|FIRST)\b.*\b(COMMANDE|ACHAT|ORDER|PURCHASE)\b", "first_order_date"),
    (rf"\b{_LAST}\b.*\b(PAIEMENT|REGLEMENT|PAYMENT)\b", "last_payment_date"),
    (rf"\b{_LAST}\b.*\b(MAILING|EMAILING|ENVOI|COURRIER)\b", "last_mailing_at"),
    (rf"\b{_LAST}\b.*\b(VISITE|RENDEZ VOUS|RDV|VISIT)\b", "last_visit_at"),
    (rf"\b{_LAST}\b.*\b(CONTACT\w*|RELANCE|APPEL|CALL|ACTION)\b", "last_contacted_at"),
    (rf"\b{_LAST}\b.*\b(ACTIVITE|ACTIVITY|CLIC|CLICK|REPONSE|CONNEXION|OUVERTURE|SEEN)\b", "last_activity_at"),
    (r"\b(NB|NBRE?|NOMBRE|NUMBER|QTE|COUNT)\b.*\b(COMMANDES?|ACHATS?|ORDERS?|FACTURES?|VENTES?)\b", "order_count"),
    (r"\b(ORDERS?|COMMANDES?) (COUNT|NB|NOMBRE)\b|\bTOTAL ORDERS\b", "order_count"),
    (r"\b(NB|NBRE?|NOMBRE)\b.*\bPRODUITS?\b", "product_count"),
    (r"\bPANIER MOYEN\b|\bAVERAGE (BASKET|ORDER)\b|\bAOV\b", "average_basket"),
    (r"\b(CA|CHIFFRE D AFFAIRES?|TOTAL (DES )?(ACHATS|VENTES|COMMANDES|DEPENSE\w*|SPEN[DT]))\b", "total_spent"),
    (r"\b(MONTANT (TOTAL|CUMULE|ACHATS)|CUMUL (ACHATS|CA)|TOTAL REVENUE|LIFETIME (VALUE|SPEND|REVENUE))\b",
     "total_spent"),
    (r"\b(ENCOURS|SOLDE|OUTSTANDING)\b", "outstanding"),
    # dates of the record
    (r"\b(NAISSANCE|NE LE|NEE LE|BIRTH\w*|ANNIVERSAIRE|DDN|DOB)\b", "birth_date"),
    (r"\b(AGE|TRANCHE D AGE)\b", "age"),
    (r"\b(DATE|CREE LE|CREATED)\b.*\b(CREATION|CREATED|INSCRIPTION|ENTREE|COLLECTE|AJOUT|SAISIE|REGISTR\w*|AT|ON)\b",
     "record_created_at"),
    (r"\bCREE LE\b|\bCLIENT DEPUIS\b|\bCUSTOMER SINCE\b", "record_created_at"),
    (r"\b(MODIF\w*|MAJ|MISE A JOUR|UPDATED?)\b", "record_updated_at"),
    # person and firm
    (r"\b(CIVILITE|CIV|SALUTATION|POLITESSE)\b", "salutation"),
    (r"\b(SEXE|GENRE|GENDER|SEX)\b", "gender"),
    (r"\b(NOM ET PRENOM|PRENOM ET NOM|NOM PRENOM|PRENOM NOM|NOM COMPLET|FULL NAME|CONTACT NAME|NOM DU CONTACT)\b",
     "full_name"),
    (r"\b(PRENOMS?|FIRST ?NAME|GIVEN NAME|FORENAME|FNAME)\b", "first_name"),
    (r"\b(LAST ?NAME|SURNAME|FAMILY NAME|NOM (DE )?(FAMILLE|USAGE|NAISSANCE)|PATRONYME|LNAME)\b", "last_name"),
    (r"\b(FORME (JURIDIQUE|SOCIALE)|LEGAL FORM|STATUT JURIDIQUE)\b", "legal_form"),
    (r"\b(RAISON SOCIALE|SOCIETE|ENTREPRISE|COMPANY|ORGANI[SZ]ATION|DENOMINATION|ETABLISSEMENT|ENSEIGNE|FIRME?)\b",
     "company_name"),
    (r"\b(STRUCTURE|EMPLOYEUR)\b", "company_name"),
    (r"\b(FONCTION|POSTE|JOB|PROFESSION|METIER|POSITION|QUALITE DU CONTACT)\b", "job_title"),
    (r"\b(EFFECTIFS?|HEADCOUNT|EMPLOYEES|SALARIES)\b", "headcount"),
    (r"\b(SECTEUR|INDUSTRY|ACTIVITE)\b", "industry"),
    # postal address
    (r"\b(CP|CODE POSTAL|CODEPOSTAL|CODPOST|POST ?CODE|POSTAL CODE|ZIP( CODE)?|C P)\b", "postal_code"),
    (r"\b(VILLE|CITY|TOWN|COMMUNE|LOCALITE|MUNICIPALITE)\b", "city"),
    (r"\b(CODE PAYS|COUNTRY CODE|ISO PAYS|PAYS (ALPHA|ISO))\b", "country_code"),
    (r"\b(PAYS|COUNTRY)\b", "country"),
    (r"\b(DEPARTEMENT|COUNTY|CANTON)\b", "county"),
    (r"\b(REGION|PROVINCE|STATE)\b", "region"),
    (r"\b(ADRESSE|ADDRESS|RUE|STREET|VOIE|ADR)\b.*\b(3|LIGNE 3|LINE 3)\b|\bLIEU DIT\b", "address_line3"),
    (r"\b(ADRESSE|ADDRESS|RUE|STREET|VOIE|ADR)\b.*\b(2|LIGNE 2|LINE 2|SUITE|BIS)\b|\bCOMPLEMENT\b|\bBATIMENT\b",
     "address_line2"),
    (r"\b(ADRESSE COMPLETE|FULL ADDRESS|ADRESSE POSTALE COMPLETE)\b", "address_full"),
    (r"\b(ADRESSE|ADDRESS|RUE|STREET|VOIE|ADR)\b", "address_line1"),
    # the record
    (r"\b(CODE|NUM\w*|NO?|ID|REF\w*|IDENTIFIANT|CLE)\b.*\b(CLIENTS?|CUSTOMER|TIERS|ADHERENT|MEMBRE|CONTACT|COMPTE)\b",
     "customer_id"),
    (r"\b(CLIENT|CUSTOMER) (ID|NO|NUMBER|CODE|REF)\b", "customer_id"),
    (r"\b(TYPE|CATEGORIE)\b.*\b(CLIENT|CUSTOMER|TIERS|CONTACT)\b", "customer_type"),
    (r"\b(LANGUE|LANGUAGE|LANG)\b", "language"),
    (r"\b(COMMENTAIRES?|NOTES?|OBSERVATIONS?|REMARQUES?|MEMO|COMMENTS?|REMARKS?|INFOS?)\b", "notes"),
    (r"\b(COMMERCIAL|REPRESENTANT|VENDEUR|SALES REP|OWNER|CONSEILLER|GESTIONNAIRE)\b", "sales_rep"),
    (r"\b(ORIGINE|PROVENANCE|CANAL D ACQUISITION)\b", "lead_source"),
    (r"\b(TAGS?|ETIQUETTES?|LABELS?|MOTS CLES)\b", "tags"),
    (r"\b(SEGMENT|FAMILLE|GROUPE)\b", "segment"),
    (r"\b(MODE (DE )?(PAIEMENT|REGLEMENT)|MOYEN DE PAIEMENT|PAYMENT METHOD)\b", "payment_method"),
    (rf"^(?!.*\b{_THING}\b).*\b(NOM|NAME|CLIENT|CUSTOMER|CONTACT)$", "full_name"),
)  # fmt: skip

RULES: tuple[tuple[re.Pattern[str], str], ...] = tuple((re.compile(p), field) for p, field in _TABLE)
