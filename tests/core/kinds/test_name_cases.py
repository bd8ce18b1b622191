"""A table of names as French accounting files write them, ours and invented: kind, civility, first and family name.

One line a case: `text | kind | civility | first name | family name`; a dot where the part is not looked at.
"""

from __future__ import annotations

import polars as pl
import pytest

from service.core.kinds.checking import checked_values
from service.core.kinds.name_columns import parse_full_names
from service.core.kinds.names import NAME_PARTS, parse_name

TABLE = """
DUPONT Jean-Pierre | person |  | Jean-Pierre | Dupont
Jean-Pierre DUPONT | person |  | Jean-Pierre | Dupont
dupont jean-pierre | person |  | Jean-Pierre | Dupont
DUPONT JEAN-PIERRE | person |  | Jean-Pierre | Dupont
JEAN-PIERRE DUPONT | person |  | Jean-Pierre | Dupont
DUPONT JEAN PIERRE | person |  | Jean Pierre | Dupont
JEAN PIERRE DUPONT | person |  | Jean Pierre | Dupont
Dupont, Jean-Pierre | person |  | Jean-Pierre | Dupont
DUPONT, JEAN | person |  | Jean | Dupont
de La Fontaine Jean | person |  | Jean | de La Fontaine
Jean de La Fontaine | person |  | Jean | de La Fontaine
DE LA FONTAINE Jean | person |  | Jean | de La Fontaine
DE LA FONTAINE JEAN | person |  | Jean | de La Fontaine
JEAN DE LA FONTAINE | person |  | Jean | de La Fontaine
M. DUPONT | person | M |  | Dupont
M DUPONT | person | M |  | Dupont
Monsieur Dupont | person | M |  | Dupont
Mr Dupont Jean | person | M | Jean | Dupont
M. Jean DUPONT | person | M | Jean | Dupont
M.DUPONT Jean | person | M | Jean | Dupont
Mme.MARTIN Sophie | person | MME | Sophie | Martin
DUPONT Jean M. | person | M | Jean | Dupont
DUPONT M. Jean | person | M | Jean | Dupont
DUPONT Jean (M.) | person | M | Jean | Dupont
DUPONT Jean Mr | person | M | Jean | Dupont
MARTIN Mme | person | MME |  | Martin
Dupont, M. Jean | person | M | Jean | Dupont
Mlle PETIT Chloé | person | MME | Chloé | Petit
Mademoiselle Petit | person | MME |  | Petit
MLLE. LEROY CAMILLE | person | MME | Camille | Leroy
Mme Veuve MARTIN | person | MME |  | Martin
Veuve MARTIN | person | MME |  | Martin
Mme Vve MARTIN Suzanne | person | MME | Suzanne | Martin
Mme DURAND née MARTIN | person | MME |  | Durand
DURAND Sophie née MARTIN | person |  | Sophie | Durand
Mme Sophie DURAND (née MARTIN) | person | MME | Sophie | Durand
MARTIN épouse DURAND Sophie | person |  | Sophie | Durand
MARTIN EP DURAND SOPHIE | person |  | Sophie | Durand
LE GALL Yann | person |  | Yann | Le Gall
Yann LE GALL | person |  | Yann | Le Gall
LE GALL YANN | person |  | Yann | Le Gall
Le Gall Yann | person |  | Yann | Le Gall
Yann Le Gall | person |  | Yann | Le Gall
LE BIHAN Anne-Marie | person |  | Anne-Marie | Le Bihan
M et Mme Durand Paul et Marie | couple |  | Paul et Marie | Durand
M. et Mme DURAND | couple |  |  | Durand
Mr et Mme DURAND Paul | couple |  | Paul | Durand
M. ou Mme DURAND | couple |  |  | Durand
Monsieur et Madame Durand | couple |  |  | Durand
M & Mme Durand | couple |  |  | Durand
M/Mme Durand | couple |  |  | Durand
Mme et M. Durand | couple |  |  | Durand
DURAND M. et Mme | couple |  |  | Durand
DURAND M et Mme | couple |  |  | Durand
DURAND Paul et Marie | couple |  | Paul et Marie | Durand
Paul et Marie DURAND | couple |  | Paul et Marie | Durand
Paul & Marie Durand | couple |  | Paul et Marie | Durand
PAUL ET MARIE DURAND | couple |  | Paul et Marie | Durand
M. Paul DURAND et Mme Marie DURAND | couple |  | Paul et Marie | Durand
M. Paul DURAND et Mme Marie LEROY | couple |  | Paul et Marie | Durand et Leroy
M. DURAND et Mme LEROY | couple |  |  | Durand et Leroy
Famille DURAND | household |  |  | Durand
Famille Le Gall | household |  |  | Le Gall
Consorts DURAND | household |  |  | Durand
Indivision DURAND | household |  |  | Durand
CAROLINE ET JEAN-PHILIPPE | couple |  | Caroline et Jean-Philippe |
Caroline et Jean-Philippe MOREAU | couple |  | Caroline et Jean-Philippe | Moreau
SCI LES TILLEULS | company |  |  |
S.C.I. DES LILAS | company |  |  |
LES TILLEULS SCI | company |  |  |
BOULANGER Michel | person |  | Michel | Boulanger
Michel BOULANGER | person |  | Michel | Boulanger
BOUCHER Alain | person |  | Alain | Boucher
MARCHAND Louis | person |  | Louis | Marchand
CHARPENTIER Anne | person |  | Anne | Charpentier
MEUNIER Paul | person |  | Paul | Meunier
FRANCE Martine | person |  | Martine | France
GARAGE Michel | company |  |  |
BOULANGERIE MICHEL | company |  |  |
Boulangerie Martin | company |  |  |
BOULANGERIE | company |  |  |
MAIRIE DE LYON | company |  |  |
Mairie d'Annecy | company |  |  |
Commune de Vic | company |  |  |
COMMUNAUTE DE COMMUNES DU PAYS VERT | company |  |  |
Ville de Nantes | company |  |  |
Département du Rhône | company |  |  |
Conseil départemental de l'Ain | company |  |  |
Région Bretagne | company |  |  |
Préfecture du Rhône | company |  |  |
Ministère de la Culture | company |  |  |
Trésorerie de Vienne | company |  |  |
CHU de Nantes | company |  |  |
Hôpital Saint-Louis | company |  |  |
Université de Lille | company |  |  |
Cabinet Dr Lambert | company |  |  |
CABINET LAMBERT | company |  |  |
Cabinet dentaire Lambert | company |  |  |
EURL Paul Martin | company |  |  |
Paul Martin EURL | company |  |  |
ETS DURAND & FILS | company |  |  |
Ets Durand | company |  |  |
DURAND ET FILS | company |  |  |
DURAND & FILS | company |  |  |
Durand Père et Fils | company |  |  |
Durand Frères | company |  |  |
SARL DUPONT | company |  |  |
DUPONT SARL | company |  |  |
Dupont S.A.R.L. | company |  |  |
S.A.S. DUPONT | company |  |  |
SASU JEAN DUPONT | company |  |  |
EI DUPONT JEAN | company |  |  |
DUPONT JEAN EI | company |  |  |
SA DUPONT | company |  |  |
DUPONT SA | company |  |  |
Entreprise Dupont | company |  |  |
Société Dupont | company |  |  |
STE DUPONT | company |  |  |
Ste Dupont et Cie | company |  |  |
GROUPE DUPONT | company |  |  |
HOLDING MARTIN | company |  |  |
GARAGE DU CENTRE | company |  |  |
Garage Martin | company |  |  |
Hôtel de la Gare | company |  |  |
Restaurant Le Petit Jean | company |  |  |
Le Bistrot du Port | company |  |  |
Pharmacie Martin | company |  |  |
PHARMACIE DU MARCHE | company |  |  |
Menuiserie Leroy | company |  |  |
Plomberie Durand | company |  |  |
Transports Petit | company |  |  |
TAXI MARTIN | company |  |  |
Ambulances du Sud | company |  |  |
Coiffure Sophie | company |  |  |
Salon Sophie Coiffure | company |  |  |
CHEZ PAUL | company |  |  |
Auto-école du Lac | company |  |  |
Auberge du Cheval Blanc | company |  |  |
Camping des Pins | company |  |  |
Domaine de la Source | company |  |  |
Château Martin | company |  |  |
GAEC des Prés | company |  |  |
EARL LEROY | company |  |  |
Ferme des Tilleuls | company |  |  |
Association Les Amis du Lac | company |  |  |
AMICALE LAIQUE | company |  |  |
Comité des fêtes | company |  |  |
Club de tennis de Vic | company |  |  |
Syndicat des copropriétaires Les Pins | company |  |  |
SDC LES PINS | company |  |  |
Copropriété Les Pins | company |  |  |
Résidence Les Pins | company |  |  |
Résidence du Parc | company |  |  |
Fleurs et Jardins | company |  |  |
Martin Immobilier | company |  |  |
Dupont Consulting | company |  |  |
Durand Electricité | company |  |  |
PETIT BATIMENT | company |  |  |
Leroy Paysage | company |  |  |
ALPHA SERVICES | company |  |  |
Vision Plus | company |  |  |
Alpha Tech | company |  |  |
ABC Informatique | company |  |  |
Optique Martin | company |  |  |
Banque Martin | company |  |  |
Maison Martin | company |  |  |
Les Jardins de Sophie | company |  |  |
La Poste | company |  |  |
Au Bon Pain | company |  |  |
Etude Maître Martin | company |  |  |
Office notarial Martin | company |  |  |
SCP MARTIN ET LEROY | company |  |  |
Martin & Associés | company |  |  |
MARTIN ET ASSOCIES | company |  |  |
Clinique vétérinaire du Lac | company |  |  |
Laboratoire Petit | company |  |  |
Atelier Sophie | company |  |  |
Imprimerie Petit | company |  |  |
Mohamed BEN ALI | person |  | Mohamed | Ben Ali
BEN ALI Mohamed | person |  | Mohamed | Ben Ali
BEN ALI MOHAMED | person |  | Mohamed | Ben Ali
Mohamed Ben Ali | person |  | Mohamed | Ben Ali
EL KHATTABI Fatima | person |  | Fatima | El Khattabi
Fatima El Khattabi | person |  | Fatima | El Khattabi
Nguyen Van An | person |  | Van An | Nguyen
NGUYEN Thi Mai | person |  | Thi Mai | Nguyen
Maria DOS SANTOS | person |  | Maria | dos Santos
DOS SANTOS Maria | person |  | Maria | dos Santos
DA SILVA JOSE | person |  | Jose | da Silva
Sean O'Connor | person |  | Sean | O'Connor
O'CONNOR Sean | person |  | Sean | O'Connor
O'Connor | person |  |  | O'Connor
McDonald | person |  |  | McDonald
VAN DEN BERG Pieter | person |  | Pieter | van den Berg
Aïssatou DIALLO | person |  | Aïssatou | Diallo
DIALLO Mamadou | person |  | Mamadou | Diallo
Wang Li | person |  | Li | Wang
KOWALSKI Piotr | person |  | Piotr | Kowalski
Giulia De Luca | person |  | Giulia | De Luca
García López María | person |  | María | García López
DUPONT | person |  |  | Dupont
Le Gall | person |  |  | Le Gall
Sophie | person |  | Sophie |
Jean-Pierre | person |  | Jean-Pierre |
Martin | person |  |  | Martin
J. Dupont | person |  | J. | Dupont
J.-P. Martin | person |  | J.-P. | Martin
DUPONT J. | person |  | J. | Dupont
DUPONT J | person |  | J | Dupont
J DUPONT | person |  | J | Dupont
Dupont J.P. | person |  | J.P. | Dupont
MARTIN J-P | person |  | J-P | Martin
M. J. Dupont | person | M | J. | Dupont
JP Martin | person |  | JP | Martin
DUPONT JP | person |  | JP | Dupont
Dr Paul LAMBERT | person |  | Paul | Lambert
Docteur LAMBERT | person |  |  | Lambert
Me Sophie LEROY | person |  | Sophie | Leroy
Maître Leroy | person |  |  | Leroy
Pr. Durand Alain | person |  | Alain | Durand
M. le Docteur Lambert | person | M |  | Lambert
Mme le Dr Anne Petit | person | MME | Anne | Petit
Madame la Présidente Durand | person | MME |  | Durand
DUPONT-MARTIN Sophie | person |  | Sophie | Dupont-Martin
Sophie DUPONT-MARTIN | person |  | Sophie | Dupont-Martin
Sophie DUPONT MARTIN | person |  | Sophie | Dupont Martin
LEROY - PETIT Anne | person |  | Anne | Leroy-Petit
Dupont Martin Sophie | person |  | Sophie | Dupont Martin
DES ESSARTS Anne | person |  | Anne | des Essarts
SAINT MARTIN Paul | person |  | Paul | Saint Martin
Marie-Ange DE SAINT-PIERRE | person |  | Marie-Ange | de Saint-Pierre
MARTIN Paul | person |  | Paul | Martin
Paul MARTIN | person |  | Paul | Martin
MARTIN PAUL | person |  | Paul | Martin
PAUL MARTIN | person |  | Paul | Martin
THOMAS Nicolas | person |  | Nicolas | Thomas
BERNARD Claire | person |  | Claire | Bernard
CLAIRE BERNARD | person |  | Claire | Bernard
Robert Michel | person |  | . | .
Service comptabilité | function |  |  |
Accueil | function |  |  |
Service client | function |  |  |
Service clients | function |  |  |
Secrétariat | function |  |  |
Direction générale | function |  |  |
Service des achats | function |  |  |
Comptabilité fournisseurs | function |  |  |
Le Directeur | function |  |  |
Responsable achats | function |  |  |
Service RH | function |  |  |
Ressources humaines | function |  |  |
Service technique | function |  |  |
Standard | function |  |  |
Gérant | function |  |  |
Directeur commercial | function |  |  |
Bureau d'études | function |  |  |
Service Communication | function |  |  |
DRH | function |  |  |
Monsieur le Maire | function |  |  |
Madame la Directrice | function |  |  |
Le gérant | function |  |  |
Service informatique | function |  |  |
Direction | function |  |  |
A l'attention du service comptabilité | function |  |  |
Contact | function |  |  |
Assistante de direction | function |  |  |
Service après-vente | function |  |  |
Comptable | function |  |  |
test | junk |  |  |
TEST TEST | junk |  |  |
azerty | junk |  |  |
toto | junk |  |  |
aaaa | junk |  |  |
123456 | junk |  |  |
Client test | junk |  |  |
asdf | junk |  |  |
qsdf | junk |  |  |
qwerty | junk |  |  |
foo bar | junk |  |  |
prénom nom | junk |  |  |
Nom Prénom | junk |  |  |
essai | junk |  |  |
xx xx | junk |  |  |
Test1 | junk |  |  |
tata | junk |  |  |
blabla | junk |  |  |
0 | junk |  |  |
zzz | junk |  |  |
client divers | junk |  |  |
ne pas utiliser | junk |  |  |
Mr X | junk |  |  |
Monsieur X | junk |  |  |
M. test | junk |  |  |
Jean  Dupont  | person |  | Jean | Dupont
Jean~Dupont | person |  | Jean | Dupont
jean DUPONT | person |  | Jean | Dupont
Mme D. MARTIN | person | MME | D. | Martin
MARTIN Jean-Marie | person |  | Jean-Marie | Martin
Jean Marie MARTIN | person |  | Jean Marie | Martin
M. Martin Dupont | person | M | Martin | Dupont
Anne-Sophie de la Tour | person |  | Anne-Sophie | de la Tour
Mme Marie-Christine LE ROUX-PETIT | person | MME | Marie-Christine | Le Roux-Petit
LEROY Jean (père) | person |  | Jean | Leroy
DUPONT Jean fils | person |  | Jean | Dupont
Dupont Jean-Pierre et fils | company |  |  |
LAMBERT Marie-Thérèse | person |  | Marie-Thérèse | Lambert
MME LAMBERT MARIE THERESE | person | MME | Marie Therese | Lambert
Mr. Paul Simon | person | M | Paul | Simon
MR PAUL SIMON | person | M | Paul | Simon
SIMON PAUL | person |  | Paul | Simon
laurent vincent | person |  | Laurent | Vincent
GARCIA Antonio | person |  | Antonio | Garcia
ROUSSEAU ALEXIS | person |  | Alexis | Rousseau
Alexis Rousseau | person |  | Alexis | Rousseau
CHEVALIER Thomas | person |  | Thomas | Chevalier
Lefèvre Élise | person |  | Élise | Lefèvre
BLANC JULES | person |  | Jules | Blanc
Mme LE GUEN-MORVAN Annick | person | MME | Annick | Le Guen-Morvan
KERVELLA Gwenaëlle | person |  | Gwenaëlle | Kervella
DE OLIVEIRA Manuel | person |  | Manuel | de Oliveira
Manuel DE OLIVEIRA | person |  | Manuel | de Oliveira
Ahmed EL AMRANI | person |  | Ahmed | El Amrani
AIT OUALI Rachid | person |  | Rachid | Ait Ouali
Ould Ahmed Sidi | person |  | . | .
BENSAID Karima | person |  | Karima | Bensaid
Youssef Benali | person |  | Youssef | Benali
TRAORE Fatoumata | person |  | Fatoumata | Traore
Moussa Coulibaly | person |  | Moussa | Coulibaly
SINGH Harpreet | person |  | Harpreet | Singh
YILMAZ Mehmet | person |  | Mehmet | Yilmaz
Anna Kowalska | person |  | Anna | Kowalska
IVANOV Sergueï | person |  | Sergueï | Ivanov
Müller Hans | person |  | Hans | Müller
SCHMITT Jean-Luc | person |  | Jean-Luc | Schmitt
O'BRIEN Patrick | person |  | Patrick | O'Brien
D'ANGELO MARCO | person |  | Marco | d'Angelo
Marco D'Angelo | person |  | Marco | D'Angelo
M. et Mme MOREAU Jean | couple |  | Jean | Moreau
M MME MOREAU | couple |  |  | Moreau
Moreau Jean et Anne | couple |  | Jean et Anne | Moreau
Mme Petit et M. Roux | couple |  |  | Petit et Roux
Luc Petit et Anne Roux | couple |  | Luc et Anne | Petit et Roux
PETIT Luc et ROUX Anne | couple |  | Luc et Anne | Petit et Roux
Jean-Paul et Sylvie | couple |  | Jean-Paul et Sylvie |
M. et Mme de La Tour | couple |  |  | de La Tour
Monsieur ou Madame Petit Luc | couple |  | Luc | Petit
M. Luc et Mme Anne PETIT | couple |  | Luc et Anne | Petit
MENUISIER Paul | person | . | . | .
FORGERON Luc | person | . | . | .
CORDONNIER Alain | person |  | Alain | Cordonnier
TAILLEUR Marc | person | . | . | .
BERGER Anne | person |  | Anne | Berger
MARECHAL Yves | person |  | Yves | Marechal
POTIER Luc | person |  | Luc | Potier
CUISINIER Marc | person |  | Marc | Cuisinier
VILLE Marc | person |  | Marc | Ville
CHATEAU Marc | person |  | Marc | Chateau
MAISON Luc | person |  | Luc | Maison
BAR Michel | person | . | . | .
PETIT Paul | person |  | Paul | Petit
GRAND Marie | person |  | Marie | Grand
BOIS Alain | person |  | Alain | Bois
JARDIN Luc | person |  | Luc | Jardin
PAUL DUBOIS | person |  | Paul | Dubois
Boucherie Dubois | company |  |  |
Fromagerie des Alpes | company |  |  |
Bar des Sports | company |  |  |
Café de la Place | company |  |  |
Brasserie du Lion | company |  |  |
Au Petit Creux | company |  |  |
L'Atelier du Cuir | company |  |  |
La Boutique Bleue | company |  |  |
Le Comptoir des Saveurs | company |  |  |
Les Délices de Marie | company |  |  |
Pizzeria Roma | company |  |  |
Snack Istanbul | company |  |  |
Auto Pièces 35 | company |  |  |
Carrosserie Blanc | company |  |  |
Peinture Roux | company |  |  |
Roux Peinture | company |  |  |
Maçonnerie Silva | company |  |  |
SILVA CONSTRUCTION | company |  |  |
Petit Père & Fils | company |  |  |
Ent. Petit | company |  |  |
Éts Petit | company |  |  |
Cie des Eaux | company |  |  |
Sté Petit | company |  |  |
Agence Immobilière du Port | company |  |  |
Syndicat mixte du Val | company |  |  |
SIVOM du Val | company |  |  |
EHPAD Les Roses | company |  |  |
Clinique du Parc | company |  |  |
Centre hospitalier de Vic | company |  |  |
Maison de retraite Les Lilas | company |  |  |
Office de tourisme | company |  |  |
Paroisse Saint-Jean | company |  |  |
Musée du Vin | company |  |  |
Théâtre municipal | company |  |  |
Crèche Les Petits Loups | company |  |  |
Université Paris 8 | company |  |  |
IUT de Vannes | company |  |  |
CFA du bâtiment | company |  |  |
MJC du Centre | company |  |  |
CCI de Lyon | company |  |  |
Chambre de métiers | company |  |  |
Chambre d'agriculture | company |  |  |
Assurances Petit | company |  |  |
Notaires Associés | company |  |  |
Petit & Roux Avocats | company |  |  |
Pompes funèbres Roux | company |  |  |
Station service du Lac | company |  |  |
Vins Petit | company |  |  |
Domaine Roux | company |  |  |
SCEA du Val | company |  |  |
GIE Alpha | company |  |  |
S.N.C. PETIT | company |  |  |
Petit SASU | company |  |  |
petit sarl | company |  |  |
Sarl Petit & Cie | company |  |  |
SA D'HLM DU RHONE | company |  |  |
Alpha GmbH | company |  |  |
Alpha Ltd | company |  |  |
ALPHA INDUSTRIE | company |  |  |
Groupe Alpha | company |  |  |
Alpha Distribution | company |  |  |
Micro-entreprise Petit | company |  |  |
Petit Paul EIRL | company |  |  |
Auto-entrepreneur Petit | company |  |  |
Tabac Presse du Centre | company |  |  |
Hôtel-Restaurant du Lac | company |  |  |
Cabinet médical du Parc | company |  |  |
Cabinet infirmier Roux | company |  |  |
Cabinet d'avocats Roux | company |  |  |
Dr Roux | person |  |  | Roux
Docteur Anne ROUX | person |  | Anne | Roux
SELARL Dr Roux | company |  |  |
Maître Anne Roux | person |  | Anne | Roux
Service Achats | function |  |  |
Service comptable | function |  |  |
Service facturation | function |  |  |
Service du personnel | function |  |  |
Comptabilité | function |  |  |
Compta | function |  |  |
La Direction | function |  |  |
Secrétaire | function |  |  |
Mme la Secrétaire | function |  |  |
Chef d'atelier | function |  |  |
Chef de projet | function |  |  |
Responsable qualité | function |  |  |
Resp. achats | function |  |  |
Directeur technique | function |  |  |
Directrice marketing | function |  |  |
Président | function |  |  |
Le Président | function |  |  |
Monsieur le Président | function |  |  |
Gérante | function |  |  |
Réception | function |  |  |
Service courrier | function |  |  |
Service Urbanisme | function |  |  |
Service scolaire | function |  |  |
Service juridique | function |  |  |
Fournisseurs | function |  |  |
Secrétariat médical | function |  |  |
Accueil standard | function |  |  |
Administration des ventes | function |  |  |
Chargé de clientèle | function |  |  |
Contact commercial | function |  |  |
Assistante commerciale | function |  |  |
Directeur général | function |  |  |
DAF | function |  |  |
Service SAV | function |  |  |
tests | junk |  |  |
testtest | junk |  |  |
Test Test | junk |  |  |
aaa bbb | junk |  |  |
zzzzz | junk |  |  |
hjkl | junk |  |  |
dfghj | junk |  |  |
12345 | junk |  |  |
0600000000 | junk |  |  |
XXXX XXXX | junk |  |  |
nom | junk |  |  |
prenom | junk |  |  |
sans nom | junk |  |  |
personne | junk |  |  |
à supprimer | junk |  |  |
DOUBLON | junk |  |  |
client test | junk |  |  |
essai essai | junk |  |  |
M. X | junk |  |  |
titi | junk |  |  |
bidon | junk |  |  |
tutu | junk |  |  |
Roux | person |  |  | Roux
ROUX | person |  |  | Roux
Camille | person |  | Camille |
NATHALIE | person |  | Nathalie |
Mme Roux | person | MME |  | Roux
M ROUX A | person | M | A | Roux
ROUX A. | person |  | A. | Roux
A. Roux | person |  | A. | Roux
Roux, A. | person |  | A. | Roux
JC Roux | person |  | JC | Roux
J.C. Roux | person |  | J.C. | Roux
Roux J-C | person |  | J-C | Roux
Mme ROUX née PETIT Anne | person | MME | Anne | Roux
Mme ROUX Anne née PETIT | person | MME | Anne | Roux
ROUX (PETIT) Anne | person | . | . | .
Mme PETIT ep. ROUX Anne | person | MME | Anne | Roux
PETIT veuve ROUX Anne | person |  | Anne | Roux
Anne PETIT épouse ROUX | person |  | Anne | Roux
ROUX-PETIT Anne | person |  | Anne | Roux-Petit
ROUX PETIT Anne | person |  | Anne | Roux Petit
Comte Henri de Roux | person | . | . | .
Colonel Petit | person |  |  | Petit
Père Jean Roux | person |  | Jean | Roux
Abbé Roux | person |  |  | Roux
Me ROUX | person |  |  | Roux
Professeur Petit | person |  |  | Petit
À l'attention de Mme Roux | person | MME |  | Roux
Att: Paul Petit | person |  | Paul | Petit
PETIT Anne Marie | person |  | Anne Marie | Petit
PETIT ANNE MARIE | person |  | Anne Marie | Petit
Anne Marie Petit | person |  | Anne Marie | Petit
ANNE MARIE PETIT | person |  | Anne Marie | Petit
LA ROCHE Marc | person |  | Marc | La Roche
Marc LA ROCHE | person |  | Marc | La Roche
L'HERMITE Yves | person |  | Yves | L'Hermite
Yves L'Hermite | person |  | Yves | L'Hermite
LEBRUN-LEROUX Zoé | person |  | Zoé | Lebrun-Leroux
DURAND Élisabeth | person |  | Élisabeth | Durand
Monsieur LEFEBVRE Jean-Baptiste | person | M | Jean-Baptiste | Lefebvre
Mme Claire de Montferrand | person | MME | Claire | de Montferrand
DE MONTFERRAND Claire | person |  | Claire | de Montferrand
Van Hoof Joris | person |  | Joris | Van Hoof
VAN HOOF JORIS | person |  | Joris | van Hoof
Pedro Almeida da Costa | person |  | Pedro | .
FERNANDES DA COSTA Pedro | person |  | Pedro | Fernandes da Costa
Martinez Lopez Carmen | person |  | Carmen | Martinez Lopez
BEN SALAH Nadia | person |  | Nadia | Ben Salah
Nadia Ben Salah | person |  | Nadia | Ben Salah
BENT AHMED | person | . | . | .
Abdelkader BOUZID | person |  | Abdelkader | Bouzid
TRAN Thi Lan | person |  | Thi Lan | Tran
LE THI Hoa | person | . | . | .
Phạm Văn Đức | person | . | . | .
ZHANG Wei | person |  | Wei | Zhang
Wei ZHANG | person |  | Wei | Zhang
Popescu Ion | person |  | Ion | Popescu
Ionescu Maria | person |  | Maria | Ionescu
RAKOTOMALALA Hery | person |  | Hery | Rakotomalala
Rakoto Jean | person |  | Jean | Rakoto
Mme GUILLOU / M. GUILLOU | couple |  |  | Guillou
M. GUILLOU ou Mme RIOU | couple |  |  | Guillou et Riou
GUILLOU-RIOU | person |  |  | Guillou-Riou
GUILLOU Yves & RIOU Anne | couple |  | Yves et Anne | Guillou et Riou
Yves & Anne GUILLOU | couple |  | Yves et Anne | Guillou
M. et Mme Yves GUILLOU | couple |  | Yves | Guillou
Mr et Mme GUILLOU Yves et Anne | couple |  | Yves et Anne | Guillou
GUILLOU (M. et Mme) | couple |  |  | Guillou
Famille Guillou-Riou | household |  |  | Guillou-Riou
Mesdames RIOU | couple |  |  | Riou
MM. GUILLOU | couple |  |  | Guillou
AU BONHEUR DES DAMES | company |  |  |
Chez Marcel | company |  |  |
LA CAVE DU PORT | company |  |  |
L'Épicerie Fine | company |  |  |
Les Saveurs du Midi | company |  |  |
Atout Jardin | company |  |  |
Elec 2000 | company |  |  |
ELECTRO SERVICE | company |  |  |
GUILLOU ELECTRICITE GENERALE | company |  |  |
Guillou Plomberie Chauffage | company |  |  |
Travaux publics Guillou | company |  |  |
Guillou Automobiles | company |  |  |
Garage GUILLOU | company |  |  |
GARAGE GUILLOU YVES | company |  |  |
Menuiserie GUILLOU Yves | company |  |  |
SARL GUILLOU YVES | company |  |  |
GUILLOU YVES SARL | company |  |  |
Guillou et Fils | company |  |  |
Guillou & Co | company |  |  |
Guillou Holding | company |  |  |
HOLDING GUILLOU | company |  |  |
SCM des Docteurs Riou et Guillou | company |  |  |
Pharmacie Riou-Guillou | company |  |  |
Cabinet vétérinaire Riou | company |  |  |
Étude notariale Riou | company |  |  |
Riou Avocats | company |  |  |
Riou Conseil | company |  |  |
RIOU CONSEIL | company |  |  |
Conseil régional de Bretagne | company |  |  |
Conseil municipal | company |  |  |
Mairie | company |  |  |
MAIRIE DE PLOUVIEN | company |  |  |
Communauté d'agglomération du Lac | company |  |  |
DDT du Finistère | company |  |  |
Sous-préfecture de Brest | company |  |  |
Ecole primaire publique | company |  |  |
École Sainte-Anne | company |  |  |
Lycée agricole | company |  |  |
OGEC Sainte-Anne | company |  |  |
Union sportive de Plouvien | company |  |  |
AS Plouvien Football | company |  |  |
Tennis Club de Plouvien | company |  |  |
Amicale des pompiers | company |  |  |
Comité d'entreprise Alpha | company |  |  |
Copro Les Acacias | company |  |  |
SDC 12 rue du Lac | company |  |  |
Résidence Les Acacias | company |  |  |
SCI RIOU | company |  |  |
S C I RIOU | company |  |  |
SCI du 12 rue du Lac | company |  |  |
GFA de Kerlann | company |  |  |
CUMA de Kerlann | company |  |  |
EARL de Kerlann | company |  |  |
Ferme de Kerlann | company |  |  |
Haras de Kerlann | company |  |  |
Gîte de Kerlann | company |  |  |
Camping de Kerlann | company |  |  |
Mme RIOU Anne (gérante) | person | MME | Anne | Riou
Service Commercial | function |  |  |
Service Relations Clients | function |  |  |
Responsable de magasin | function |  |  |
Directeur des achats | function |  |  |
Direction des ressources humaines | function |  |  |
La comptable | function |  |  |
Le comptable | function |  |  |
Secrétariat de direction | function |  |  |
Accueil mairie | function |  |  |
TEST CLIENT | junk |  |  |
ESSAI | junk |  |  |
aaa | junk |  |  |
AZERTYUIOP | junk |  |  |
xxxxx xxxxx | junk |  |  |
fake | junk |  |  |
Nom1 | junk |  |  |
client 1 | junk |  |  |
11111 | junk |  |  |
Mme Test | junk |  |  |
Monsieur Test | junk |  |  |
_ | junk |  |  |
// | junk |  |  |
Anonyme | junk |  |  |
à renseigner | junk |  |  |
"""
CASES = [tuple(cell.strip() for cell in line.split("|")) for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_whose_name_it_is(case: tuple[str, ...]) -> None:
    text, kind, *wanted = case
    parts = next(iter(checked_values("name", [text.replace("~", "\u00a0")])))["parts"]
    assert parts["kind"] == kind
    for part, value in zip(("salutation", "first_name", "last_name"), wanted, strict=True):
        assert value == "." or (parts[part] or "") == value, part


def test_a_column_says_the_same_as_its_cells() -> None:
    texts = [case[0].replace("~", "\u00a0") for case in CASES]
    for order in (None, True, False):
        column = parse_full_names(pl.Series(texts), surname_first=order)
        singles = [parse_name(text, order) for text in texts]
        assert column["value"].to_list() == [s.value for s in singles]
        for part in NAME_PARTS:
            assert column[part].to_list() == [s.parts.get(part) for s in singles], part


def test_names_read_once_stay() -> None:
    for text, kind, *_ in CASES:
        found = parse_name(text)
        if kind == "person":
            again = parse_name(
                f"{found.parts.get('last_name') or ''}, {found.parts.get('first_name') or ''}".strip(", ")
            )
            assert again.parts.get("last_name") == found.parts.get("last_name") or not found.parts.get("last_name"), (
                text
            )


@pytest.mark.parametrize(
    ("text", "kind", "first", "last", "code"),
    [
        ("Le GallÃ©", "person", None, "Le Gallé", "text.mojibake"),
        ("FranÃ§ois DUPONT", "person", "François", "Dupont", "text.mojibake"),
        ("Jean DUPONT (SARL DUPONT)", "person", "Jean", "Dupont", "name.firm-and-person"),
        ("xxx", "junk", None, None, "name.junk"),
        (".", "junk", None, None, "name.junk"),
        ("n/a", "junk", None, None, "name.junk"),
    ],
)
def test_a_check_reads_as_an_import_does(text: str, kind: str, first: str | None, last: str | None, code: str) -> None:
    found = next(iter(checked_values("name", [text])))
    told = (found["parts"]["kind"], found["parts"]["first_name"], found["parts"]["last_name"], found["code"])
    assert told == (kind, first, last, code)
