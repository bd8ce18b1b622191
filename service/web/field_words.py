"""The fields of the register in French: those that only accounting exports have (words.py has the ones of every page).

In English the register's own words serve (`Field.says`). A test sees that no field is without a French name.
"""

from __future__ import annotations

FRENCH: dict[str, str] = {
    # who they are
    "middle_name": "Deuxième prénom", "name_suffix": "Suffixe du nom", "nickname": "Surnom", "gender": "Sexe",
    "parent_company": "Société mère", "reports_to": "Responsable du contact", "assistant_name": "Nom de l'assistant",
    "birth_year": "Année de naissance", "birth_month": "Mois de naissance", "birth_day": "Jour de naissance",
    "headcount": "Effectif", "industry": "Secteur d'activité", "company_turnover": "Chiffre d'affaires de l'entreprise",
    "company_created_on": "Création de l'entreprise", "share_capital": "Capital social",
    "stock_ticker": "Code boursier", "ownership": "Forme de propriété", "rcs_number": "Numéro RCS",
    "rna_number": "Numéro RNA", "eori_number": "Numéro EORI", "registration_number": "Numéro d'immatriculation",
    "insee_code": "Code commune Insee", "sic_code": "Code SIC",
    # how they are reached
    "email_invalid": "E-mail invalide", "phone_assistant": "Téléphone de l'assistant", "telex": "Télex",
    "social_handle": "Réseau social", "county": "Département", "region_code": "Code région",
    "address_type": "Type d'adresse", "latitude": "Latitude", "longitude": "Longitude",
    "access_instructions": "Consignes d'accès", "timezone": "Fuseau horaire",
    # where they are delivered
    "ship_name": "Livraison : nom", "ship_company": "Livraison : société",
    "ship_address_full": "Livraison : adresse complète", "ship_address_line1": "Livraison : n° et voie",
    "ship_address_line2": "Livraison : complément", "ship_address_line3": "Livraison : complément (suite)",
    "ship_city": "Livraison : ville", "ship_postal_code": "Livraison : code postal",
    "ship_region": "Livraison : région", "ship_country": "Livraison : pays",
    "ship_country_code": "Livraison : code pays", "ship_email": "Livraison : e-mail",
    "ship_phone": "Livraison : téléphone", "ship_fax": "Livraison : fax",
    # the record
    "external_id": "Identifiant externe", "contact_id": "Code du contact", "supplier_code": "Code fournisseur",
    "is_active": "Actif", "rating": "Note", "member_rating": "Note du membre",
    "csp": "Catégorie socioprofessionnelle", "photo": "Photo", "username": "Identifiant de connexion",
    "password": "Mot de passe", "optin_ip": "Adresse IP du consentement", "account_owner": "Responsable du compte",
    "created_by": "Créé par", "entity": "Entité", "membership_tier": "Niveau de fidélité",
    "ignore": "À ne pas utiliser",
    # terms of payment
    "bank_account": "Compte bancaire", "bank_name": "Banque", "credit_limit": "Encours autorisé",
    "discount_rate": "Taux de remise", "price_level": "Tarif appliqué", "vat_liable": "Assujetti à la TVA",
    "tax_code": "Code taxe", "incoterm": "Incoterm", "invoice_layout": "Modèle de facture",
    "tracking_category": "Axe analytique", "barcode": "Code-barres", "amount_due": "Reste dû",
    "amount_paid": "Montant payé", "refunded_amount": "Montant remboursé",
    # what the firm did
    "activity_type": "Type d'action", "activity_subject": "Objet de l'action", "activity_start": "Début de l'action",
    "activity_end": "Fin de l'action", "activity_result": "Résultat de l'action",
    "campaign_id": "Code de la campagne", "campaign_name": "Campagne", "ad_name": "Publicité",
    "form_name": "Formulaire", "target_list": "Liste de diffusion", "tracker_key": "Clé de suivi",
    "lead_source": "Origine du contact", "prospect_level": "Niveau de prospection",
    "prospect_status": "État de la prospection", "opportunity_name": "Affaire",
    "opportunity_amount": "Montant de l'affaire", "opportunity_close_date": "Clôture prévue de l'affaire",
    "opportunity_probability": "Probabilité de l'affaire", "opportunity_reference": "Référence de l'affaire",
    "sales_phase": "Étape de vente", "sales_objective": "Objectif de vente", "quote_id": "Numéro de devis",
    "reminder_allowed": "Relance permise", "reminder_last_at": "Dernière relance",
    "reminder_letter": "Lettre de relance", "last_mailing_at": "Dernier envoi", "last_visit_at": "Dernière visite",
    # what they bought
    "first_order_date": "Première commande", "average_basket": "Panier moyen",
    "product_count": "Nombre de produits", "order_id": "Identifiant de la commande",
    "order_number": "Numéro de commande", "order_date": "Date de commande", "order_status": "État de la commande",
    "po_number": "Référence de commande du client", "invoice_id": "Identifiant de la facture",
    "invoice_number": "Numéro de facture", "invoice_date": "Date de facture",
    "invoice_created_at": "Facture créée le", "invoice_status": "État de la facture",
    "invoice_paid": "Facture payée", "invoice_note": "Note de la facture", "invoice_currency": "Devise de la facture",
    "invoice_total": "Total de la facture", "invoice_total_excl_tax": "Total hors taxes",
    "invoice_total_tax": "Total des taxes", "due_date": "Date d'échéance", "exchange_rate": "Taux de change",
    "discount_amount": "Montant de la remise", "shipping_amount": "Frais de port", "fees": "Frais",
    "line_id": "Numéro de ligne", "line_total": "Total de la ligne",
    "line_total_excl_tax": "Total de la ligne hors taxes", "line_total_tax": "Taxes de la ligne",
    "product_code": "Code article", "product_name": "Article", "product_description": "Désignation",
    "product_account": "Compte de produit", "quantity": "Quantité", "unit": "Unité", "unit_price": "Prix unitaire",
    "tax_rate": "Taux de taxe", "recurrence": "Récurrence", "shipped_at": "Expédié le",
    "payment_date": "Date de paiement", "payment_amount": "Montant du paiement", "payment_mode": "Moyen de paiement",
    "payment_number": "Numéro de paiement", "transaction_id": "Identifiant de l'opération",
    "transaction_type": "Type d'opération", "event_name": "Événement", "ticket_type": "Type de billet",
    "attendance": "Présence",
    # accounting entries (names of the FEC, arrêté of 29 July 2013)
    "journal_code": "Code du journal", "journal_label": "Journal", "entry_number": "Numéro d'écriture",
    "entry_date": "Date d'écriture", "account_number": "Numéro de compte", "account_label": "Libellé du compte",
    "aux_account_number": "Compte auxiliaire", "aux_account_label": "Libellé du compte auxiliaire",
    "piece_ref": "Référence de la pièce", "piece_date": "Date de la pièce", "entry_label": "Libellé de l'écriture",
    "debit": "Débit", "credit": "Crédit", "entry_amount": "Montant de l'écriture", "entry_sense": "Sens de l'écriture",
    "lettering_code": "Lettrage", "lettering_date": "Date de lettrage", "validation_date": "Date de validation",
    "amount_foreign": "Montant en devise", "currency_foreign": "Code de la devise",
    "settlement_date": "Date de règlement", "settlement_mode": "Mode de règlement",
    "operation_nature": "Nature de l'opération", "attachment": "Pièce jointe",
}  # fmt: skip
