"""Word lists that keep the name finders sober. Written by hand; nothing here comes from a corpus."""

from __future__ import annotations

from typing import Final

# Products, projects, protocols and companies whose names read like people's.
PRODUCTS: Final = frozenset(
    "jenkins jira confluence bitbucket bamboo crowd crucible fisheye trello github gitlab gitea gerrit grafana kibana elasticsearch logstash prometheus loki jaeger alexa siri cortana apache tomcat jetty "
    "nginx haproxy envoy traefik istio consul vault nomad terraform packer vagrant ansible puppet chef salt docker podman kubernetes helm rancher openshift ubuntu debian fedora redhat centos suse arch mint "
    "alpine android chrome chromium firefox safari edge opera brave windows linux macos ios ipados azure aws gcp google amazon microsoft apple oracle ibm intel amd nvidia cisco juniper fortinet sophos dell "
    "lenovo asus acer samsung huawei xiaomi nokia sony canon epson brother xerox zebra python java javascript typescript kotlin swift ruby rust golang perl php julia scala clojure erlang elixir haskell lua "
    "groovy dart flutter react angular vue svelte ember django flask fastapi rails laravel symfony spring hibernate maven gradle ant ivy npm yarn pnpm webpack vite babel eslint jest mocha cypress selenium "
    "playwright junit mockito postgres postgresql mysql mariadb sqlite mongodb mongo redis memcached cassandra kafka rabbitmq zookeeper hadoop spark hive flink airflow celery slack zoom teams outlook "
    "exchange sharepoint onedrive office excel word powerpoint skype webex discord telegram whatsapp signal twitter facebook instagram linkedin salesforce hubspot zendesk freshdesk servicenow okta auth0 "
    "keycloak splunk datadog sentry newrelic dynatrace pagerduty opsgenie sonarqube sonar nexus artifactory ldap kerberos samba active directory git svn mercurial vscode eclipse intellij pycharm xcode emacs vim "
    "nano notepad photoshop acrobat adobe autodesk unity unreal steam bash zsh powershell putty wireshark nagios zabbix icinga squid postfix dovecot exim bind cups systemd grub wayland gnome kde hugo jekyll gatsby ghost "
    "wordpress drupal joomla magento shopify stripe paypal adyen klarna visa mastercard json yaml xml html css http https tcp udp tls ssl ssh ftp smtp imap dns dhcp vpn lan wan api sdk cli gui url uri uuid sql "
    "csv pdf png jpeg utf ascii unicode base64 regex markdown mozilla webkit gecko trident presto blink bluetooth wifi ethernet usb hdmi tensorflow pytorch keras numpy pandas scipy jupyter anaconda conda pip "
    "poetry openssl gpg pgp oauth saml jwt cors csrf xss rest soap graphql grpc protobuf thrift avro parquet arrow node nodejs deno bun next nuxt express nest sass less tailwind bootstrap jquery lodash redux".split()
)

# Ordinary words with a capital at the start of a line or in a heading; never a name by themselves.
ORDINARY: Final = frozenset(
    "the a an and or but if then else when while for from to in on at by with without of off up down over under out into onto about after before again once here there where why how all any both each few more "
    "most other some such no nor not only own same so than too very can will just should now i you he she it we they me him her us them my your his its our their this that these those am is are was were be been "
    "being have has had having do does did doing would could may might must shall hi hello hey dear thanks thank please sorry yes regards best kind cheers sincerely sent subject date cc bcc re fw fwd note notes "
    "error errors err exc warn warning warnings info debug trace fatal critical failed failure failing fails success successful unknown invalid missing expected actual result results output input file files folder directory path "
    "line lines column row rows table page pages section chapter step steps build builds version versions release update updated updating upgrade upgraded install installed installing installation uninstall setup "
    "config configuration settings setting option options default server servers client clients host hosts user users username password admin administrator support team customer customers account accounts ticket "
    "tickets issue issues bug bugs case cases request requests response responses message messages mail email e-mail phone number numbers call calls name names address log logs login logout sign open opened close "
    "closed create created delete deleted remove removed add added change changed edit edited save saved load loaded loading start started starting stop stopped restart run running test tests testing tested check "
    "checked click clicked press select selected enter entered type typed try tried trying use used using see seen show shows shown find found get gets getting got set sets put send sending receive received read "
    "write writing view viewed go going went come came make makes made take took taken give gave given know known think need needs needed want wants wanted help helped helps work works worked working fix fixed "
    "fixes broken crash crashed crashes hang hangs freeze slow fast new old current latest last next previous first second third one two three four five six seven eight nine ten today yesterday tomorrow monday "
    "tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december morning afternoon evening night day days week weeks month months year years "
    "hour hours minute minutes second seconds time times api app apps application applications service services system systems network internet web website site browser screen window button menu tab dialog form field "
    "fields value values key keys code codes data database query connection connections timeout timed port ports session sessions token tokens cookie cookies certificate certificates security permission permissions "
    "access denied allowed forbidden unauthorized not found null none true false undefined object objects class classes method methods function functions module modules package packages library libraries plugin "
    "plugins extension extensions component components interface project projects repository branch commit merge pull push issue epic story task tasks sprint board dashboard report reports chart graph list lists item "
    "items order orders invoice invoices payment payments card cards bank billing shipping contact contacts company companies organisation organization department office manager director engineer developer agent "
    "operator owner member members group groups role roles public private internal external global local remote general specific important urgent high low medium critical blocker major minor trivial resolution "
    "priority status state pending progress done resolved reopened workaround description summary details environment reproduce steps attachment attachments screenshot screenshots image images video audio document "
    "documents print printer printing scanner keyboard mouse monitor laptop desktop computer machine device devices mobile tablet android iphone ipad memory disk cpu gpu ram storage backup restore cluster node nodes "
    "pod pods container containers instance instances region zone bucket queue topic event events handler listener thread threads process processes worker workers job jobs schedule cron cache proxy gateway firewall "
    "router switch domain zone record records license licence contract policy terms privacy cookie notice legal copyright rights reserved inc ltd llc gmbh corp co mr mrs ms dr prof sir madam street road avenue city "
    "country state province postcode zip north south east west left right top bottom main home about news blog forum wiki docs documentation readme changelog todo fixme example examples sample demo tutorial guide "
    "manual faq question questions answer answers comment comments feedback review rating like share follow post posts reply replies forward draft sent inbox spam trash archive search filter sort group export import "
    "download upload sync copy paste cut undo redo ok okay cancel apply submit confirm continue back exit quit ready waiting completed complete incomplete partial full empty blank total sum average count max min "
    "english french german spanish italian dutch portuguese american british european chinese japanese indian russian god bible christmas easter internet".split()
)

# Words of institutions, laws and firms: with one of them a capitalised run is no person.
INSTITUTIONS: Final = frozenset(
    "court courts tribunal commission committee council convention ministry government parliament senate congress university college school institute hospital clinic church bank agency authority department office section article act law code "
    "regulation directive protocol treaty union federation republic kingdom states county district association society foundation party army police league cup championship airport station museum theatre street avenue company corporation group holdings "
    "limited inc ltd llc gmbh ag sa srl bv nv plc cour tribunal commission comité conseil convention ministère gouvernement parlement sénat université école institut hôpital église banque agence loi règlement union république royaume société association "
    "tribunal comisión comité consejo convenio ministerio gobierno parlamento senado universidad escuela instituto hospital iglesia banco agencia ley código reglamento unión república reino sociedad asociación sección derechos servicio centro provincia "
    "gericht kommission ausschuss rat abkommen ministerium regierung parlament senat universität schule institut krankenhaus kirche gesetz verordnung union republik verein gesellschaft bundesland partei corte commissione consiglio ministero governo senato "
    "università scuola istituto ospedale chiesa banca legge repubblica società conselho ministério governo universidade escola igreja república sociedade lei comissão rechtbank commissie raad ministerie regering universiteit ziekenhuis kerk wet vereniging "
    "domstol kommissionen rådet regeringen riksdagen universitetet skolan sjukhuset kyrkan lagen föreningen folketinget kommission sąd komisja rada ministerstwo rząd sejm uniwersytet szpital kościół ustawa soud komise vláda univerzita nemocnice zákon "
    "manager director president minister professor doctor engineer officer secretary chairman inspector".split()
)

# Joined once, for joining costs more than looking up. What is no name of a person, and what holds no name at all.
PLAIN_WORDS: Final = ORDINARY | PRODUCTS
NO_PEOPLE: Final = PRODUCTS | INSTITUTIONS

# Given or family names that are ordinary words too: never propagated through a ticket in small letters.
ALSO_WORDS: Final = frozenset(
    "mark will may art long small rose hill field banks young brown wood chase grace faith summer drew rivers bill rich frank grant jack pat penny joy hope dawn ivy iris lily olive pearl ruby amber april june august "
    "autumn sandy rusty rob bob ray roy dean duke earl king prince major sterling chance christian miles page paige reed rush sky star storm victor ward wade west winter black white green gray grey golden short price "
    "power powers baker cook carter mason miller smith taylor turner walker weaver fisher hunter porter potter parker cooper archer bishop pope abbot cross church parish temple stone rock brook brooks lake ford bush "
    "marsh moss glen dale vale heath holly hazel fox wolf wolfe lamb bird crane swan drake finch robin martin jay post case cash bond stock sharp keen hardy best moody savage noble wise love loving root branch bloom "
    "day knight noon sun moon light dark cloud rain snow frost wind gale barn house hall tower bell ring gold silver steel irons coffin coin ball bow page person people man men son don dan van den der del las los san ben ali".split()
)
