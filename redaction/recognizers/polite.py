"""How people greet, thank, ask and close in the languages of the Territories: with a capital, and nobody's name.

Written by hand from phrase books' first pages; one line a language. Words that
are given names too are left out by whoever asks (`POLITE`).
"""

from __future__ import annotations

from typing import Final

from redaction.recognizers.gazetteer import given_names

_WORDS: Final = {
    "fr": "bonjour bonsoir salut merci cordialement salutations veuillez madame monsieur bonne journée coucou voilà",
    "es": "hola buenos buenas días tardes noches gracias saludos cordiales atentamente estimados adjunto necesito quisiera",
    "de": "hallo guten tag morgen abend danke bitte viele grüße liebe freundliche mit freundlichen moin servus tschüss leider",
    "it": "ciao salve buongiorno buonasera grazie saluti cordiali distinti gentile gentili vorrei allego purtroppo",
    "nl": "hallo goedemorgen goedemiddag goedenavond dag bedankt dank alvast groet groeten vriendelijke beste geachte mijn graag helaas sinds",
    "pt": "olá bom boa dia tarde noite obrigado obrigada cumprimentos atenciosamente saudações gostaria envio infelizmente",
    "sv": "hej hejsan god morgon tack hälsningar vänliga vänligen mvh snälla skickar bifogar tyvärr sedan efter",
    "da": "hej goddag tak hilsen venlig mange venligst desværre vedhæfter siden efter",
    "no": "hei heisann goddag takk hilsen vennlig mange vennligst dessverre vedlegger siden etter",
    "fi": "hei moi terve huomenta päivää kiitos kiitokset terveisin ystävällisin yritin kokeilin lähetän valitettavasti voisitteko miten",
    "pl": "cześć dzień dobry witam dziękuję proszę pozdrawiam poważaniem szanowni państwo niestety załączam próbowałem próbowałam kiedy dlaczego",
    "cs": "dobrý den ahoj zdravím děkuji díky prosím pozdravem vážení bohužel posílám zkoušel zkoušela nejde kdy proč můžete",
    "sk": "dobrý deň ahoj zdravím ďakujem vďaka prosím pozdravom vážení bohužiaľ posielam skúšal skúšala nejde kedy prečo môžete",
    "hu": "üdvözlöm szia sziasztok helló tisztelt kedves köszönöm köszönettel köszi kérem kérlek üdvözlettel sajnos mellékelem próbáltam miért",
    "ro": "bună ziua salut stimate mulțumesc mersi cordial vă rog din păcate atașez am încercat când",
    "bg": "здравейте здравей добър ден благодаря моля поздрави уважаеми съжаление прилагам опитах",
    "hr": "bok pozdrav dobar dan poštovani poštovana hvala molim lijep srdačan nažalost šaljem pokušao pokušala zašto",
    "sl": "pozdravljeni pozdrav lep dober dan živjo hvala prosim lepo spoštovani žal pošiljam poskusil poskusila zakaj",
    "et": "tere tervist aitäh tänan palun lugupidamisega parimate tervitustega kahjuks lisan proovisin miks",
    "lv": "sveiki labdien paldies lūdzu cieņu diemžēl pievienoju mēģināju kāpēc nevar nevaru",
    "lt": "sveiki labas laba diena ačiū dėkoju prašau prašome pagarbiai deja pridedu bandžiau kodėl",
    "el": "γεια καλημέρα καλησπέρα χαίρετε ευχαριστώ παρακαλώ εκτίμηση δυστυχώς επισυνάπτω",
    "mt": "bonġu merħba grazzi jekk jogħġbok",
    "ga": "dia duit haigh raibh maith agat sláinte meas",
}  # fmt: skip
POLITE: Final = frozenset(word for words in _WORDS.values() for word in words.split()) - given_names()
