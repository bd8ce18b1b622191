"""What the machine calls something, in the words of the trade and the reader's language."""

from __future__ import annotations

from service.core.fields import FIELDS
from service.core.reasons import REASONS
from service.web.column_words import COLUMN_WORDS
from service.web.field_words import FRENCH
from service.web.languages import Language
from service.web.problems import N_

_ROLES = {
    "crm": N_("importe, corrige, tranche les doublons, voit les clients et les rapports"),
    "marketing": N_("définit des segments, voit leurs effectifs, télécharge les siens"),
    "router": N_("reçoit les locations qui lui sont accordées et en rend compte"),
    "dpo": N_("consentements, décisions, droits des personnes, conservation, journal ; voit les clients"),
    "admin": N_("clés, fichiers, règles, réglages, fonctionnement ; ne voit aucun client"),
}
# word, tone and icon of a state
_STATES = {
    "received": (N_("En attente"), "", "clock"),
    "staging": (N_("En cours"), "water", "flow"),
    "published": (N_("Terminé"), "good", "check"),
    "failed": (N_("Échec"), "bad", "cross"),
    "reverting": (N_("Annulation en cours"), "warn", "undo"),
    "reverted": (N_("Annulé"), "", "undo"),
    "queued": (N_("En attente"), "", "clock"),
    "running": (N_("En cours"), "water", "flow"),
    "done": (N_("Terminé"), "good", "check"),
    "allowed": (N_("Autorisé"), "good", "check"),
    "refused": (N_("Refusé"), "bad", "cross"),
    "unknown": (N_("Inconnu"), "warn", "question"),
    "granted": (N_("Accord"), "good", "check"),
    "withdrawn": (N_("Retiré"), "bad", "cross"),
    "live": (N_("Active"), "good", "check"),
    "revoked": (N_("Révoquée"), "", "cross"),
    "error": (N_("Erreur"), "bad", "cross"),
    "warning": (N_("À vérifier"), "warn", "warn"),
    "info": (N_("Information"), "", "info"),
    "applied": (N_("Réparé"), "good", "check"),
    "suggested": (N_("Proposé"), "warn", "question"),
    "left": (N_("Laissé tel quel"), "", "dash"),
}
_CHANNELS = {
    "email": (N_("E-mail"), "mail"),
    "sms": (N_("SMS"), "phone"),
    "phone": (N_("Téléphone"), "call"),
    "post": (N_("Courrier"), "post"),
    "autocall": (N_("Automate d'appel"), "call"),
}
_WORDS = {
    "accepted": N_("Acceptées"),
    "rejected": N_("Rejetées"),
    "quarantined": N_("À décider"),
    "person": N_("Particulier"),
    "company": N_("Entreprise"),
    "mailbox": N_("Boîte générique"),
    "personal": N_("Personnelle"),
    "action": N_("D'action"),
    "reaction": N_("De réaction"),
    **COLUMN_WORDS,
    "owned": N_("Fichier maison"),
    "collected": N_("Collecté (sources publiques)"),
    "purchased": N_("Acheté"),
    "rented": N_("Loué"),
    "b2c": N_("Particuliers"),
    "b2b": N_("Entreprises"),
    "crm": N_("Gestion des clients"),
    "marketing": N_("Marketing"),
    "router": N_("Routeur"),
    "dpo": N_("Protection des données"),
    "admin": N_("Administration"),
    "marketing.own": N_("Prospection pour nos produits et services"),
    "marketing.partners": N_("Prospection pour nos partenaires"),
    "tracking.email-open": N_("Mesure de l'ouverture des e-mails"),
    "service": N_("Message de service"),
    "survey": N_("Reconnaissance du fichier"),
    "tie": N_("Rapprochement avec le mois passé"),
    "stage": N_("Lecture et réparation"),
    "count": N_("Comptes"),
    "match": N_("Recherche des doublons"),
    "resolve": N_("Fiches clients"),
    "publish": N_("Publication"),
    "revert": N_("Retour à l'état d'avant"),
    "delete": N_("Effacement des lignes"),
    "customer": N_("Client"),
    "prospect": N_("Prospect"),
    "supplier": N_("Fournisseur"),
    "staff": N_("Salarié"),
    "partner": N_("Partenaire"),
    "competitor": N_("Concurrent"),
    "order": N_("Commande"),
    "invoice": N_("Facture"),
    "credit_note": N_("Avoir"),
    "same": N_("Même client"),
    "different": N_("Clients différents"),
    "later": N_("Plus tard"),
    "text": N_("texte"),
    "number": N_("nombre"),
    "amount": N_("montant"),
    "date": N_("date"),
    "postal": N_("Adresse postale"),
    "M": N_("M."),
    "MME": N_("Mme"),
}
_SETTINGS = {
    "encoding": N_("Encodage"),
    "fallback": N_("Encodage de quelques lignes"),
    "newline": N_("Fins de ligne"),
    "delimiter": N_("Séparateur"),
    "quote": N_("Guillemets"),
    "escape": N_("Signe d'échappement"),
    "grain": N_("Ce qu'une ligne représente"),
    "header_row": N_("Ligne d'en-têtes"),
    "preamble_rows": N_("Lignes avant le tableau"),
    "software": N_("Logiciel"),
    "columns": N_("Nombre de colonnes"),
    "field": N_("Colonne"),
    "date_order": N_("Ordre des dates"),
    "decimal": N_("Signe décimal"),
    "surname_first": N_("Nom avant le prénom"),
    "unusable": N_("Lecture du début du fichier"),
    "column-added": N_("Colonne ajoutée"),
    "column-removed": N_("Colonne retirée"),
}
_OUTCOMES = {
    "accepted": N_("Lignes acceptées"),
    "rejected": N_("Lignes rejetées"),
    "quarantined": N_("Lignes à décider"),
}
_RULES = {
    "only": N_("La seule valeur connue."),
    "corrected": N_("Une personne l'a corrigée : sa correction l'emporte."),
    "agreed": N_("Toutes les lignes disent la même chose."),
    "usable": N_("La seule valeur utilisable."),
    "recent": N_("La plus récente."),
    "complete": N_("La plus complète."),
    "majority": N_("La plus fréquente."),
    "latest": N_("La plus tardive."),
    "earliest": N_("La plus ancienne."),
    "yielded": N_("Celle d'un fichier qui n'a pas à céder aux autres."),
    "trusted": N_("Celle du fichier le plus sûr."),
}
_FIELDS = {
    "salutation": N_("Civilité"),
    "first_name": N_("Prénom"),
    "last_name": N_("Nom"),
    "full_name": N_("Nom complet"),
    "birth_date": N_("Date de naissance"),
    "job_title": N_("Fonction"),
    "company_name": N_("Raison sociale"),
    "trade_name": N_("Nom commercial"),
    "legal_form": N_("Forme juridique"),
    "siren": N_("SIREN"),
    "siret": N_("SIRET"),
    "vat_number": N_("N° de TVA"),
    "naf_code": N_("Code NAF"),
    "email": N_("Adresse e-mail"),
    "email_secondary": N_("Autre adresse e-mail"),
    "phone": N_("Téléphone"),
    "phone_mobile": N_("Mobile"),
    "phone_home": N_("Téléphone du domicile"),
    "phone_secondary": N_("Autre téléphone"),
    "fax": N_("Télécopie"),
    "website": N_("Site internet"),
    "address_full": N_("Adresse complète"),
    "address_line1": N_("N° et voie"),
    "address_line2": N_("Complément d'adresse"),
    "address_line3": N_("Lieu-dit, BP"),
    "address": N_("Adresse"),
    "postal_code": N_("Code postal"),
    "city": N_("Ville"),
    "country": N_("Pays"),
    "country_code": N_("Pays"),
    "region": N_("Région"),
    "department": N_("Département"),
    "customer_id": N_("Code client"),
    "customer_code": N_("Code client"),
    "customer_type": N_("Type de client"),
    "relation": N_("Relation"),
    "language": N_("Langue"),
    "notes": N_("Remarques"),
    "optin_email": N_("Accord e-mail"),
    "optin_sms": N_("Accord SMS"),
    "optin_phone": N_("Accord téléphone"),
    "optin_post": N_("Accord courrier"),
    "optin_at": N_("Date de l'accord"),
    "optout_email": N_("Refus e-mail"),
    "optout_sms": N_("Refus SMS"),
    "optout_phone": N_("Refus téléphone"),
    "optout_post": N_("Refus courrier"),
    "iban": N_("IBAN"),
    "last_contacted_at": N_("Dernier contact de notre part"),
    "last_contacted_on": N_("Dernier contact de notre part"),
    "last_activity_at": N_("Dernière activité"),
    "last_activity_on": N_("Dernière activité"),
    "last_act_on": N_("Dernier acte du client"),
    "last_order_date": N_("Dernière commande"),
    "last_payment_date": N_("Dernier paiement"),
    "order_count": N_("Nombre de commandes"),
    "total_spent": N_("Chiffre d'affaires"),
    "total_spent_minor": N_("Chiffre d'affaires"),
    "currency": N_("Devise"),
    "collected_on": N_("Collecté le"),
    "record_created_at": N_("Fiche créée le"),
    "record_updated_at": N_("Fiche modifiée le"),
    "kind": N_("Genre"),
    "parties": N_("Nombre de lignes réunies"),
    "sales_rep": N_("Commercial"),
    "payment_terms": N_("Conditions de paiement"),
    "payment_method": N_("Mode de paiement"),
    "accounting_code": N_("Compte client"),
    "tags": N_("Étiquettes"),
    "is_customer": N_("Est client (oui, non)"),
    "is_supplier": N_("Est fournisseur (oui, non)"),
    "lead_status": N_("État du prospect"),
    "unsubscribed_at": N_("Date du désabonnement"),
    "po_box": N_("Boîte postale"),
    "street_number": N_("Numéro dans la voie"),
    "segment": N_("Catégorie"),
    "status": N_("État"),
    "balance": N_("Solde"),
    "outstanding": N_("Encours"),
    "age": N_("Âge"),
    "expires_on": N_("Valable jusqu'au"),
}


class Words:
    """The words of one language; what has no word yet keeps its own name."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def text(self, marked: str) -> str:
        """A text marked by N_."""
        return self._say(marked)

    def word(self, code: str | None) -> str:
        """A kind, class, role, step, relation."""
        return "" if code is None else self._say(_WORDS.get(code, code))

    def state(self, code: str) -> dict[str, str]:
        """A state, verdict or severity: word, tone, icon."""
        text, tone, icon = _STATES.get(code, (code, "", "dash"))
        return {"word": self._say(text), "tone": tone, "icon": icon}

    def role(self, code: str) -> str:
        """What a role may do."""
        return self._say(_ROLES.get(code, ""))

    def channel(self, code: str) -> dict[str, str]:
        """A channel: word, icon."""
        text, icon = _CHANNELS.get(code, (code, "dash"))
        return {"word": self._say(text), "icon": icon}

    def outcome(self, code: str) -> str:
        """The title of the rows that had one outcome."""
        return self._say(_OUTCOMES[code])

    def rule(self, code: str) -> str:
        """Why this value was taken among several."""
        return self._say(_RULES.get(code, ""))

    def setting(self, code: str) -> str:
        """A setting of how a file is read, or of how a field is written."""
        return self._say(_SETTINGS.get(code, code))

    def field(self, name: str | None) -> str:
        """A canonical field, a column of a record or of a customer."""
        if name is None:
            return ""
        if name in _FIELDS:
            return self._say(_FIELDS[name])
        known = FIELDS.get(name)
        if known is None:
            return name.replace("_", " ")
        return FRENCH[name] if self.language.code == "fr" else known.says

    def issue(self, code: str) -> dict[str, str]:
        """An issue code: text, severity, repair."""
        reason = REASONS[code]
        return {
            "text": reason.fr if self.language.code == "fr" else reason.en,
            "severity": reason.severity,
            "repair": reason.repair,
        }

    def _say(self, text: str) -> str:
        return self.language.gettext(text) if text else ""
