"""People inside machine text: user folders, key=value fields, shell prompts, log arguments.

Sources: the folder layouts of Windows, macOS and Linux; RFC 2254 and RFC 4514
(distinguished names); Atlassian's documented account ids.
"""

from __future__ import annotations

from typing import Final

import regex

from redaction.recognizers.gazetteer import built_from_name
from redaction.recognizers.rules import LIKELY, SURE, Page, Rule

# Accounts that are nobody: shared, built in, or made by an installer.
NOBODY: Final = frozenset(
    "public default all users user username users administrator admin root guest system localservice networkservice runner runneradmin "
    "ubuntu debian centos ec2-user fedora vagrant docker jenkins gitlab-runner gitlab github travis circleci buildkite build builder build-user app apps "
    "jira confluence bitbucket bamboo crowd tomcat www www-data nginx apache httpd mysql postgres oracle redis mongodb elasticsearch kibana grafana node "
    "git svn hg shared home me self linuxbrew nobody daemon bin sys anonymous test tester dev developer developers deploy deployer ansible terraform "
    "service svc nfs backup mail news operator postfix sshd hadoop spark airflow jovyan coder codespace vscode vsts appveyor containeradministrator "
    "containeruser defaultuser0 wdagutilityaccount defaultapppool net desktop documents downloads library applications null none unknown true false "
    "name your_name yourname your-name <user> xxx foo bar someone somebody myuser youruser setup install settings lib data src project projects "
    "work workspace opt var etc usr tmp temp local public_html sites site www_data conda anaconda miniconda python java".split()
)


def _user(match: regex.Match[str], page: Page) -> float | None:
    name = match.group("hide").strip()
    if (
        name.lower() in NOBODY
        or regex.fullmatch(r"[\W\d_]*|.*[{}<>$%*].*|\.\w+", name)
        or regex.fullmatch(r".*\.(?:log|txt|py|js|md|sh|so|gz|zip|json|yml|yaml|xml|html|cfg|conf|ini)", name)
    ):
        return None
    return SURE


_FOLDER = Rule(
    id="traces.user-folder",
    entity="USERNAME",
    pattern=(
        r"(?i)\b[a-z]:[\\/]{1,4}(?:users|documents and settings|profiles|userprofiles|home|homes|homedirs|redirected ?folders)[\\/]{1,4}(?<hide>[^\\/:*?\"<>|\r\n\t]{1,40}?)(?=[\\/]|[\"'<>|\r\n]|$|[)\],;:])"
        r"|\\\\[\w.$-]+\\{1,2}(?:users|home|homes|profiles?)\$?\\{1,2}(?<hide>[^\\/:*?\"<>|\r\n\s]{1,40})"
        r"|(?<![\w.])(?<!://[^\s\"']{0,200})(?:/(?:var|export|data|mnt|media|usr|private|Volumes/[^/\s]{1,40}))?/(?:home|users)/(?<hide>[\p{L}_][\p{L}\p{N}_.@-]{0,40}?)(?=[/\"'\s:;,)\]>]|\.?$|\.\s)"
        r"|file:///(?:[a-z]:/)?(?:home|users)/(?<hide>[^/\s\"'<>]{1,40})"
        r"|(?<=(?:^|[\s\"'=:(])~)(?<hide>[a-z][a-z0-9_-]{2,30})(?=/)"
        r"|/(?:run|var/run)/media/(?<hide>[a-z][\w.-]{1,30})(?=/)|/var/(?:spool/)?mail/(?<hide>[a-z][\w.-]{1,30})\b"
    ),
    needs=("users", "home", "settings", "profile", "~", "/media/", "mail/"),
    check=_user,
)
_USER_KEY: Final = (
    r"(?:[\w.-]*(?:user|usr)[._-]?(?:name|id|login)|user|usr|login(?:[._-]?(?:name|id|user))?|logname|uid|principal(?:name)?|samaccountname|owner|author|assign(?:ee|ed(?:[_-]?to)?)|reporter|creator|"
    r"created[_-]?by|(?:last[_-]?)?updated[_-]?by|(?:last[_-]?)?modified[_-]?by|changed[_-]?by|requested[_-]?by|requester|uploaded[_-]?by|approved[_-]?by|account(?:[_-]?name)?|member|actor|operator|sender|recipient|"
    r"(?:remote|auth|effective|current|run[_-]?as|db|sudo|target|source|subject|calling|client)[_-]?user(?:[_-]?name)?|nick(?:[_-]?name)?|screen[_-]?name|handle|alias|ruser|acct|committer|submitter)"
)
_FIELD_USER = Rule(
    id="traces.user-field",
    entity="USERNAME",
    pattern=(
        r"(?i)(?<![\p{L}\p{N}_/.-])" + _USER_KEY + r"[\"'\]]{0,2}\s{0,2}(?:=>|:=|=|:)\s{0,2}"
        r"(?:(?<quote>[\"'`])(?<hide>(?:(?!\g<quote>)[^\n]){2,80})\g<quote>|(?<hide>[\p{L}\p{N}_][\p{L}\p{N}_.@\\+-]{1,80}))"
    ),
    needs=(
        "us",
        "login",
        "name",
        "uid",
        "principal",
        "owner",
        "author",
        "assign",
        "reporter",
        "creator",
        "by",
        "account",
        "member",
        "actor",
        "operator",
        "sender",
        "recipient",
        "nick",
        "handle",
        "alias",
        "acct",
        "committer",
        "submitter",
        "request",
    ),
    check=lambda match, page: _field(match),
    gate=r"[=:]",
)
_PROSE_USER = Rule(
    id="traces.user-said",
    entity="USERNAME",
    pattern=(
        r"(?i)\b(?:for|invalid|unknown|by|as)?\s?(?:user|username|login|account|benutzer|usuario|utilisateur|utente|gebruiker)\s+(?:name\s+)?(?:is\s+)?"
        r"(?:(?<quote>[\"'`‘“])(?<hide>[\p{L}\p{N}_][\p{L}\p{N}_.@\\ -]{1,60}?)[\"'`’”]|(?<hide>(?=[\p{L}_.]*[\d_.])\p{L}[\p{L}\p{N}]*[._]?[\p{L}\p{N}_]{1,40})(?=[\s,;:)]|\.?$))"
        r"|\b(?:session opened|session closed|accepted \w+|failed \w+|authentication failure) for (?:invalid user )?(?:user )?(?<hide>[a-z][\w.-]{1,32})(?=\s|\(|$)"
        r"|\bsu(?:do)?(?:\[\d+\])?:\s+(?<hide>[a-z][\w.-]{1,32}) : "
    ),
    needs=(
        "user",
        "login",
        "account",
        "benutzer",
        "usuario",
        "utilisateur",
        "utente",
        "gebruiker",
        "session",
        "accepted",
        "failed",
        "failure",
        "sudo",
    ),
    check=lambda match, page: _field(match),
)
_PROMPT = Rule(
    id="traces.shell-prompt",
    entity="USERNAME",
    pattern=(
        r"(?m)^[ >]{0,4}(?:\([\w.-]+\)\s)?\[?(?<hide>[a-z_][a-z0-9_.-]{1,31})@(?<hide>[A-Za-z][A-Za-z0-9.-]{0,62})(?=(?:[: ][~/][^\n$#%]{0,100}|:)?\]?\s?[$#%](?:\s|$))"
        r"|(?m)^(?<hide>[A-Za-z][\w-]{1,40}):[~/\w.-]{0,60} (?<hide>[a-z_][a-z0-9_.-]{1,31})\$(?=\s|$)"
        r"|^[-dlrwxst]{10}[.+@]?\s+\d+\s+(?<hide>[a-z_][a-z0-9_.-]{1,31})\s+(?:[\w.-]+)\s+\d"
    ),
    needs=("@", "$", "r-"),
    check=lambda match, page: None if match.group("hide").lower() in NOBODY else LIKELY,
)
# Who a web server let in (Common Log Format), whom git refused, and the fields of a Windows security event.
_EVENT_USER = Rule(
    id="traces.event-user",
    entity="USERNAME",
    pattern=(
        r"^[\w.:%-]{3,80} (?:-|[\w.-]{1,40}) (?<hide>[\p{L}\p{N}_][\p{L}\p{N}_.@+-]{1,63}) \[\d{2}/[A-Z][a-z]{2}/\d{4}:"
        r"|\bPermission to \S{1,200} denied to (?<hide>[\w-]{2,39})(?=[.\s]|$)"
        r"|^[ \t·]*(?:(?:Target|Subject|Caller|Client|New|Old) )?(?:Account Name|User Name|Logon Account|Sam Account Name|Supplicant|Source User)[ ]?:[ \t]{1,8}(?<hide>[\p{L}_][\p{L}\p{N}_.@-]{1,63})[ \t]*\r?$"
    ),
    needs=("[", "denied to", "account", "user name", "supplicant", "source user"),
    check=lambda match, page: _user(match, page),
)
_DOMAIN_USER = Rule(
    id="traces.domain-user",
    entity="USERNAME",
    pattern=r"(?<![\p{L}\p{N}_\\:/.])(?!(?:HKEY|HKLM|HKCU|SOFTWARE|SYSTEM|NT AUTHORITY|BUILTIN|IIS APPPOOL|MACHINE|BIN|OBJ|SRC)\b)[A-Z][A-Z0-9-]{1,14}\\{1,2}(?<hide>[A-Za-z][\w.-]{1,30})(?![\w\\/.(-]|::)",
    needs=("\\",),
    check=lambda match, page: (
        None
        if match.group("hide").lower() in NOBODY or regex.search(r"\\[ntrsdwbu]$", match.group())
        else LIKELY
    ),
)
_LDAP = Rule(
    id="traces.distinguished-name",
    entity="PERSON",
    pattern=r"(?i)(?<![\w])(?:cn|uid|givenname|sn|mail)=(?<hide>[^,=\n\"';)(]{2,60})(?=,\s?(?:ou|dc|o|cn|c|l|uid|sn)=)",
    needs=("cn=", "uid=", "sn=", "givenname=", "mail="),
    check=lambda match, page: (
        None
        if match.group("hide").lower() in NOBODY | {"users", "computers", "configuration", "schema"}
        else LIKELY
    ),
)
_ACCOUNT = Rule(
    id="traces.account-id",
    entity="ACCOUNT_ID",
    pattern=(
        r"(?<![\w:])(?<hide>\d{6}:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|qm:[0-9a-f-]{8,40}:[0-9a-f-]{20,40}(?::\d+)?)\b"
        r"|(?i:\baccount[_-]?ids?\b[\"']?\s{0,2}[=:]\s{0,2}[\"']?)(?<hide>[\w:-]{6,128})"
        r"|\b(?<hide>JIRAUSER\d{4,8})\b"
        r"|(?i:\b(?:no|nos|n°|nº|núm|nr|az)\.?[ ])(?<hide>\d{3,6}/\d{2,4})(?:(?:,[ ]|[ ](?:et|and|y|und|e)[ ])(?<hide>\d{3,6}/\d{2,4}))*(?![\d/])"
        r"|(?i:\b(?:customer|client|patient|member|employee|subscriber|student|personnel|contract|policy|kunden?|klant|cliente)[ _-]?(?:id|no\.?|nr\.?|num(?:ber|mer|ero)?|nummer|code|#)[\"']?\s{0,2}(?:is|[=:#])?\s{0,2}[\"']?)"
        r"(?<hide>(?=[\w-]*\d{3})[\w-]{4,24})(?![\w-])"
        r"|(?i:\b(?:membership|loyalty|library|account)[ ](?:id|no\.?|nr\.?|number|card)[ ]?(?:is[ ]|[:=#][ ]?)?)(?<hide>\d{3,4}(?:[ -]\d{3,4}){1,3})(?![\w-])"
    ),
    needs=(
        ":",
        "/",
        "account",
        "jirauser",
        "customer",
        "client",
        "patient",
        "member",
        "employee",
        "subscriber",
        "student",
        "personnel",
        "contract",
        "policy",
        "kund",
        "klant",
    ),
)
_DEVICE = Rule(
    id="traces.device-id",
    entity="DEVICE_ID",
    pattern=(
        r"(?i)\b(?:s/?n|serial(?:[ _-]?(?:number|no\.?|num|nr\.?|#))?|seriennummer|num[ée]ro de s[ée]rie|n[úu]mero de serie|service[ _-]?tag|asset[ _-]?tag|udid|imsi|iccid|meid|esn|"
        r"device[ _-]?(?:id|uuid|identifier|serial)|device(?==[\"']?(?=[a-f]*\d)[0-9a-f]{12,64}\b)|advertising[ _-]?id|idfa|gaid|android[ _-]?id|machine[ _-]?guid|hardware[ _-]?id|install(?:ation)?[ _-]?id)"
        r"(?:[\"']?\s{0,2}[:=#]\s{0,2}[\"']?|\s+(?:is\s+|number\s+)?)(?<hide>(?=[\w-]*\d)[A-Z0-9](?:[A-Z0-9-]{3,40})[A-Z0-9])(?![\w-])"
    ),
    needs=(
        "s/n",
        "sn",
        "serial",
        "serie",
        "tag",
        "udid",
        "imsi",
        "iccid",
        "meid",
        "esn",
        "device",
        "idfa",
        "gaid",
        "android",
        "machine",
        "hardware",
        "install",
        "advertising",
    ),
)


def _field(match: regex.Match[str]) -> float | None:
    value = match.group("hide").strip()
    if (
        len(value) < 2
        or value.lower() in NOBODY
        or regex.fullmatch(r"\d{1,5}|[\W_]+|.*[{}<>$%*()].*|\d+(?:\.\d+)+", value)
    ):
        return None
    if match.group().startswith(tuple("0123456789")):
        return None
    quoted = "quote" in match.re.groupindex and match.group("quote") is not None
    spaced = regex.search(r"[:=]\s", match.group()) is not None
    if (
        not quoted
        and spaced
        and regex.fullmatch(
            r"[a-z]+|[A-Z][a-z]+(?:[A-Z][a-z]+)+|[a-z]+(?:\.[a-z_]\w*)+|[a-z]+(?:[A-Z][a-z]*)+", value
        )
    ):
        # The next word of a sentence, a type, an attribute; or an account that a name can be read in.
        return LIKELY if value.islower() and built_from_name(value) else None
    if regex.fullmatch(r"[a-z]+(?:[A-Z][a-z]+){2,}|(?:[a-z]+\.){2,}\w+", value):
        return None
    return LIKELY + 0.1 if quoted or not spaced else LIKELY


RECOGNIZERS = (
    _FOLDER,
    _FIELD_USER,
    _PROSE_USER,
    _PROMPT,
    _EVENT_USER,
    _DOMAIN_USER,
    _LDAP,
    _ACCOUNT,
    _DEVICE,
)
