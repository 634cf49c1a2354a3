"""Given and family names as they are common in each country; who bears which together is drawn by lot."""

from __future__ import annotations


def _rows(table: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    people = {}
    for line in table.strip().splitlines():
        code, given, family = (cell.strip() for cell in line.split("|"))
        people[code] = (_names(given), _names(family))
    return people


def _names(cell: str) -> tuple[str, ...]:
    """`_` stands for the space inside a name."""
    return tuple(name.replace("_", " ") for name in cell.split())


PEOPLE = _rows(
    """
US | Denise Marcus Priya Tyrone Guadalupe Walter Mei-Ling Brandon Shaniqua Dwight Rosa Kevin Aaliyah Gene Hope Summer Chase | Hollingsworth Okafor Delgado Nguyen Kowalczyk Washington O'Rourke Patel Sorensen McAllister Begay Tran Fitzpatrick Young Price Lake
GB | Nigel Poppy Rhys Oluwaseun Fiona Callum Harpreet Imogen Gareth Siobhan Ayesha Alistair Dawn | Featherstone Adeyinka Llewellyn Sidhu Ashworth MacDonald Braithwaite Hussain Pemberton-Wright Cartwright Stone
CA | Brielle Gaétan Sukhdeep Tanner Noor Maxime Heather Liam | Tremblay Bouchard Singh MacLeod Leblanc Friesen Kaur Whitford
AU | Lachlan Matilda Kylie Duc Bruce Tahlia Declan | Warburton Nguyen Papadopoulos Gallagher Thompson Kelleher Marsh
NZ | Aroha Tane Hemi Bronwyn Isla Wiremu | Ngata Fraser Tamihana Robertson Parata Whitaker
IE | Aoife Cillian Niamh Pádraig Gráinne Eoin | Ó_Súilleabháin Gallagher Fitzgerald Ní_Dhomhnaill O'Shea Brennan
FR | Clémence Thibault Yasmina Jean-Baptiste Océane Rémi Fatoumata Benoît Agathe Loïc Maëlle | Lefèvre Benali Rousseau Traoré de_La_Tour Marchand Le_Goff Dubosc Nguyen Perrin Blanchet
ES | Íñigo Rocío Jesús Montserrat Aitor Nuria Pilar Yolanda Gonzalo Ainhoa | Echeverría Castillo_Ruiz Montoya Pujol Carrasco de_la_Fuente Ibáñez Quintana Serrano Vidal
DE | Jürgen Annegret Sönke Aylin Heike Torben Friederike Mehmet Gundula Lutz Svenja | Schäfer Öztürk Kleinschmidt Vogelsang Hübner von_Arnim Krause Yılmaz Groß Lindemann Pfeiffer
AT | Leopold Katharina Gernot Walpurga | Hofstätter Gruber Pichler Novak
IT | Giancarlo Ludovica Salvatore Chiara Beatrice Nicolò Ornella Raffaele | Bergamaschi D'Angelo Esposito Lo_Presti Fumagalli De_Santis Zanetti Caruso
NL | Sjoerd Anouk Geertje Youssef Maarten Liesbeth Daan Fenna | van_der_Meulen de_Wit Hoekstra El_Amrani Kuipers van_Leeuwen Bakker ter_Horst
BE | Joris Lieselot Karel Amélie | Vandenbroucke Claes De_Smedt Peeters
PT | Gonçalo Leonor Joaquim Beatriz Conceição Duarte Inês | Figueiredo Carvalho dos_Santos Magalhães Teixeira Nóbrega Pacheco
SE | Göran Åsa Linnéa Torbjörn Birgitta Kjell Elif Malin | Bergström Åkesson Hagström Lundgren Sjöberg Yildirim Nyqvist
DK | Søren Mette Rasmus Bodil Anders Signe | Kjærgaard Mikkelsen Overgaard Rasmussen Holm Thorup
FI | Väinö Päivi Jarkko Aino Riitta Onni Mirja | Koskinen Hämäläinen Lehtonen Räsänen Mäkelä Virtanen
NO | Øyvind Solveig Håkon Ragnhild | Bjørnstad Haugen Øvergaard Myhre
PL | Wojciech Małgorzata Zbigniew Agnieszka Łukasz Bożena Radosław | Wiśniewski Dąbrowska Szczepański Wójcik Grabowska Pawlak
CZ | Jiří Věra Zdeněk Lenka Radim | Dvořáček Horáková Procházka Němcová Kučera
SK | Ľubomír Zuzana Štefan Katarína | Kováčik Hudáková Polák Benková
HU | Gergely Ildikó Zsófia Bence | Szabó Kovácsné Horváth Fekete
RO | Ștefan Ioana Mihăiță Ruxandra | Ionescu Munteanu Țăranu Dumitrescu
BG | Десислава Стоян Райна Тодор | Димитрова Петков Стоянова Ангелов
EL | Ελένη Σπύρος Δήμητρα Νίκος | Παπαδάκης Αντωνίου Οικονόμου Καραγιάννη
HR | Tomislav Željka Krešimir Ivana | Horvat Babić Jurković Šimić
SI | Matjaž Špela Tadeja Gorazd | Kovačič Zupan Žnidaršič Hribar
EE | Ülle Tõnu Kadri Priit | Tamm Mägi Põder Kask
LV | Jānis Ilze Guntars Līga | Bērziņš Ozoliņa Kalniņš Liepa
LT | Rūta Vytautas Giedrė Mindaugas | Kazlauskas Jankauskienė Petraitis Žukauskaitė
MX | Ximena Cuauhtémoc Lupita Rogelio | Hernández Robledo Zepeda Villaseñor
"""
)
