"""Common given names of the Territories and their newcomers, written down by hand.

A name finder trained on one language misses the names of another; a list of
the most common ones does not. Names that are ordinary English words, places or
products are left out on purpose: alone they prove nothing.
"""

from __future__ import annotations

from typing import Final

GIVEN: Final = frozenset(
    # English
    "james robert john michael david william richard joseph thomas christopher charles daniel matthew anthony donald steven stephen andrew paul joshua kenneth kevin brian timothy ronald jason george edward jeffrey ryan jacob nicholas gary "
    "jonathan larry scott brandon benjamin samuel gregory alexander patrick raymond dennis jerry tyler aaron jose adam nathan henry zachary douglas peter kyle noah ethan jeremy walter keith roger terry austin sean gerald carl "
    "harold dylan arthur lawrence jesse bryan billy bruce gabriel joe logan alan juan albert willie elijah wayne randy vincent mason russell philip phillip louis bobby johnny bradley liam oliver oscar archie freddie theodore harry alfie "
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca sharon laura cynthia dorothy amy kathleen "
    "angela shirley emma brenda pamela nicole anna samantha katherine christine debra rachel carolyn janet catherine maria heather diane julie joyce evelyn joan kelly christina lauren judith hannah megan andrea cheryl jacqueline martha "
    "gloria teresa ann anne sara madison kathryn janice jean abigail alice judy sophia julia denise amber doris marilyn danielle beverly isabella theresa diana natalie brittany charlotte marie kayla alexis lori fiona gemma zoe chloe harriet "
    "imogen poppy freya eleanor phoebe matilda isla niamh siobhan aoife ciara caitlin sinead deirdre saoirse orla eoin cian oisin padraig declan fergus conor niall donal aidan cormac brendan hamish angus callum euan lachlan rhys gareth "
    "dafydd ieuan carys bronwen cerys sian steve mike dave tom tim ben dan matt chris nick rick rob greg jeff ken ted jim jimmy tommy danny kenny andy tony ron larry fred eddie charlie sam alex max jon josh zach jake luke "
    "kate katie liz beth becky cathy kathy debbie jenny jen jess mandy maggie meg sue suzy tina trish vicky wendy tracy stacy sally molly ellie abby "
    # French
    "jean-pierre jean-luc jean-paul pierre michel andré philippe alain bernard jacques gérard rené louis françois nicolas laurent christophe frédéric stéphane sébastien julien guillaume thierry olivier pascal patrice yves didier hervé gilles "
    "étienne benoît mathieu matthieu antoine clément romain théo hugo lucas enzo léo nathalie isabelle sylvie catherine françoise valérie sandrine véronique céline aurélie émilie sophie virginie élodie camille léa manon chloé inès juliette "
    "amélie margaux clémence brigitte monique jacqueline geneviève hélène agnès béatrice delphine florence laetitia mélanie solange thérèse odile noémie océane maëlle "
    # Spanish and Portuguese
    "antonio josé manuel francisco javier carlos miguel ángel alejandro rafael fernando luis sergio jorge alberto álvaro diego adrián raúl enrique ramón vicente andrés joaquín ignacio eduardo óscar rubén iván jesús pablo santiago salvador "
    "emilio gonzalo guillermo mario ricardo roberto martín marcos víctor agustín ernesto arturo rodrigo mateo leonardo gerardo armando hector héctor julio césar mauricio esteban felipe nicolás sebastián tomás xavier maría carmen josefa isabel "
    "dolores pilar cristina francisca antonia mercedes rosario lucía elena concepción manuela raquel beatriz rocío silvia patricia ángela montserrat inmaculada yolanda alejandra daniela gabriela guadalupe valentina ximena fernanda mariana "
    "sofía sofia camila verónica lorena adriana leticia esperanza consuelo encarnación juana catalina paula joão josé antónio luís pedro paulo tiago rui nuno gonçalo duarte afonso miguel bruno vasco filipe hélder inês mariana beatriz "
    "matilde leonor francisca catarina joana sónia cláudia helena fátima luísa graça margarida teresa "
    # German, Dutch
    "hans peter klaus jürgen günter günther wolfgang dieter manfred uwe heinz helmut gerhard bernd horst werner rainer frank stefan thomas andreas matthias torsten thorsten jörg sven holger ralf volker dirk jens markus florian tobias sebastian "
    "lukas felix jonas moritz niklas heinrich friedrich karl ludwig otto hermann walter ursula helga renate ingrid monika sabine petra gisela brigitte karin susanne angelika birgit andrea gabriele heike claudia martina silke anke katrin "
    "kathrin anja stefanie sandra nadine melanie friederike hannelore annegret waltraud liesel johanna greta frieda lieselotte mathilde leonie lena jan pieter johannes cornelis willem hendrik gerrit dirk maarten jeroen bas joost sander ruud "
    "wouter thijs daan bram niels koen rens anneke marieke sanne femke lotte esther ingeborg saskia wilhelmina geertje marijke roos fleur anouk mieke els griet "
    # Italian
    "giuseppe giovanni antonio mario luigi francesco angelo vincenzo pietro salvatore carlo franco domenico bruno paolo michele giorgio aldo sergio luciano roberto alessandro andrea stefano marco luca matteo lorenzo davide simone federico "
    "riccardo fabio massimo gianluca giacomo tommaso filippo enrico claudio emanuele giulia francesca chiara sara martina valentina alessia silvia elisa giorgia elena paola laura federica roberta simona daniela giovanna rosa lucia antonella "
    "monica caterina bianca ginevra ilaria serena "
    # Nordic and Baltic
    "lars anders johan erik per karl mikael jan nils peter björn bjørn olof sven gunnar mats leif håkan göran kjell magnus henrik fredrik jesper rasmus søren jørgen niels mads kasper mikkel emil axel ingvar torbjörn anna eva maria karin "
    "kristina lena kerstin ingrid birgitta marianne astrid ulla gunilla annika helene camilla mette hanne kirsten lone sigrid solveig ragnhild ingeborg liv turid silje juhani matti timo jukka antti mika jari petri markku pekka heikki ilkka "
    "aino helmi sanna päivi tuula ritva leena minna riikka kaisa jaana margus tiit toomas jaan andres urmas kadri liis mari tiina piret jānis andris juris mārtiņš kristaps inese ilze līga zane dace jonas vytautas mindaugas darius rasa "
    "jurgita rūta eglė daiva "
    # Central and eastern Europe
    "jan andrzej piotr krzysztof stanisław tomasz paweł józef marcin marek michał grzegorz jerzy tadeusz adam łukasz zbigniew ryszard dariusz henryk mariusz kazimierz wojciech robert mateusz rafał jacek janusz maciej jakub bartosz anna maria "
    "katarzyna małgorzata agnieszka krystyna barbara ewa elżbieta zofia joanna magdalena monika danuta jadwiga aleksandra halina irena beata dorota jolanta grażyna iwona urszula agata justyna petr pavel jiří josef miroslav zdeněk václav "
    "karel jaroslav milan vladimír ladislav ondřej vojtěch marie jana eva hana lenka kateřina alena věra jaroslava lucie zuzana ludmila helena petra veronika juraj ľubomír štefan katarína mária andrej peter lászló istván józsef jános zoltán "
    "sándor gábor ferenc attila péter tamás balázs csaba mihály györgy zsolt éva erzsébet katalin ilona zsuzsanna ágnes mária julianna orsolya eszter réka zsófia andrei mihai ion gheorghe alexandru ștefan cristian florin adrian bogdan "
    "radu vlad elena ioana mihaela andreea cristina gabriela simona raluca georgi ivan dimitar nikolay petar hristo stoyan plamen desislava gergana marko ivan luka josip tomislav zvonimir hrvoje dario goran davor zoran nenad dragan ana "
    "marija ivana petra maja nikolina vesna snježana dubravka mirjana janez franc anton miha matej primož mojca nataša giorgos yannis nikos kostas dimitris vasilis eleni katerina ioanna olga svetlana tatiana natalia irina sergei dmitri "
    "alexei vladimir mikhail nikolai yuri boris oleg igor andriy oleksandr volodymyr "
    # Newcomers: south and east Asia, Africa, the Middle East, the Pacific
    "mohammed muhammad mohamed mohammad ahmed ahmad ali hassan hussein hussain ibrahim omar youssef yusuf khalid abdullah abdul mustafa hamza bilal karim tariq rashid samir nasser fatima fatma aisha khadija zainab maryam layla leila noor nour "
    "yasmin amina salma hana rania mariam halima priya raj rajesh ramesh suresh mahesh sanjay vijay anil sunil amit rahul rohit arjun vikram deepak manoj ashok krishna lakshmi anjali pooja neha kavita sunita meera anita rekha divya shreya "
    "ananya aditya kiran venkat srinivas harish naveen pradeep sandeep nguyen minh tuan linh phuong thi wei ming xiao jing hui yan li-wei chen-wei mei ling jun hao kenji hiroshi takashi akira yuki haruto sakura yoko keiko naoko satoshi kazuo "
    "jin-ho min-jun ji-hoon seo-yeon soo-jin hyun chinedu emeka ngozi chidi obi oluwaseun olumide folake adebayo adaeze ifeoma kwame kofi kwabena ama akosua yaw thabo sipho nomvula lerato wanjiru kamau wanjiku otieno achieng amara "
    "tāne aroha hine hinemoa wiremu hemi mere ngaire tama rawiri moana sione tevita lani leilani keoni kalani dawit selam tesfaye abebe mehmet mustafa ayşe emine hatice zeynep elif murat emre burak "
    "abraham moses isaac ezekiel elias solomon miriam esther ruth naomi deborah judith tamar yael avi shlomo moshe".split()
) - frozenset(
    "max sam rob per jean ann mason dan ama fleur rasa lone yan liv dolores pilar mercedes rosario jin obi chase mari dace anton roos tama ali ruth els hui jing ming mei thi wei li max dirk bas max rose".split()
)
