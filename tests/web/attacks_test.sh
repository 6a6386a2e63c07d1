# What must not come in by the browser's door, and what must not go out: who asks, from where, how, and with what.
. "$TESTS/lib/ledger.sh"
. "$TESTS/lib/server.sh"
. "$TESTS/lib/web.sh"
sample=$TESTS/../docs/sample

# the same world by the command line, to be compared with
hand() { "$RELEASE" -D "$scratch/by-hand" --lang en "$@" </dev/null; }
hand import -q "$sample"/CA-*.xml "$sample/register.xml" >"$scratch/by-hand.log" 2>&1 &
importing=$!
must import -q "$sample"/CA-*.xml "$sample/register.xml"
serve
port=${site##*:}
cookie=none

# answers NAME STATUS CURL…: with the cookie; turned NAME STATUS CURL…: without
answers() { answers_name=$1 answers_wanted=$2; shift 2; check "$answers_name" "$answers_wanted" "$(w "$@")"; }
turned() { turned_name=$1 turned_wanted=$2; shift 2; check "$turned_name" "$turned_wanted" "$(ask "$@")"; }
# raw TEXT: what answers to bytes that no client would send; the first line
raw() { printf "$1" | socat -t 10 - "TCP:127.0.0.1:$port" 2>/dev/null | tee "$scratch/raw" | head -n 1 | tr -d '\r'; }

# --- who comes in: the link, once; then the cookie ---------------------------------------------------------------------------

turned "without the cookie nothing is shown" 401 "$site/"
lacks "and nothing of the ledger is" "Castelmaur" "$scratch/body"
check "who knocks before the link was used does not end it" "" "$(grep -c token "$scratch/said" | grep -v '^0$')"
turned "a token that is not the one" 403 "$site/?token=$(printf %064d 0)"
turned "a token that is a part of it" 403 "$(printf %s "$link" | head -c 60)"
turned "an empty token" 403 "$site/?token="
turned "the token by post is none" 401 -X POST -d "token=${link##*=}" -H "Origin: $site" "$site/"
turned "the token of another page lets in" 303 "$site/findings?token=${link##*=}"
check "and leads to it without the token" "/findings" "$(head_of Location)"
cookie=$(head_of Set-Cookie)
check "the cookie is of the session, for no script and no other site" "contrepartie-$port=; HttpOnly; SameSite=Strict; Path=/" "$(printf %s "$cookie" | sed -E 's/=[0-9a-f]{64};/=;/')"
cookie=${cookie%%;*}
turned "the link lets in once" 403 "$link"
turned "the cookie lets in" 200 -b "$cookie" "$site/"
turned "another cookie does not" 401 -b "contrepartie-$port=$(printf %064d 0)" "$site/"
turned "nor a part of it" 401 -b "$(printf %s "$cookie" | head -c 70)" "$site/"
turned "nor an empty one" 401 -b "contrepartie-$port=" "$site/"
turned "nor that of another port" 401 -b "contrepartie-1=${cookie#*=}" "$site/"
ask "$site/" >/dev/null
check "a new link is printed once, however often somebody knocks" 1 "$(grep -c token "$scratch/said")"
lacks "it is not in the answer" "token" "$scratch/body"
link=$(grep token "$scratch/said")
enter
answers "the new link lets in" 200 "$site/"
check "two links were two" no "$([ "$(grep token "$scratch/said")" = "$(cat "$scratch/link")" ] && echo yes || echo no)"

# --- to whom, and how ------------------------------------------------------------------------------------------------------------

for host in evil.example "evil.example:$port" "127.0.0.1" "127.0.0.1:1" "127.0.0.1.evil.example:$port" "evil.example@127.0.0.1:$port" "127.0.0.1:$port.evil.example" "[::1]:$port" ""; do
  answers "the host “$host” is not ours" 421 -H "Host: $host" "$site/"
  answers "nor is it for an asset" 421 -H "Host: $host" "$site/assets/site.css"
done
answers "localhost is ours" 200 -H "Host: localhost:$port" "$site/"
check "without a host nothing is shown" "HTTP/1.0 421 Misdirected Request" "$(raw "GET / HTTP/1.0\r\nCookie: $cookie\r\n\r\n" | sed 's,^HTTP/1.1,HTTP/1.0,')"
check "two hosts are none" 0 "$(raw "GET / HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1:$port\r\nConnection: close\r\nCookie: $cookie\r\n\r\n" | grep -c ' 200 ')"
for method in PUT DELETE PATCH OPTIONS TRACE PROPFIND get; do answers "$method is no method here" 405 -X $method "$site/"; done
answers "HEAD answers without a body" "200" -I "$site/"
check "the server listens on this machine alone" "127.0.0.1:$port" "$(ss -Hltn 2>/dev/null | awk -v p=":$port" '$4 ~ p"$" { print $4 }')"

# --- what writes must come from our own pages ----------------------------------------------------------------------------------

before=$(state)
printf '64111 311 D 1.00 1.00\n73111 01 R 3.00 3.00\n' | budget CA 99304004700017 2019 >"$scratch/own.xml"
form="-F file=@$scratch/own.xml"
foreign() { name=$1; shift; answers "a post $name" 403 $form "$@" "$site/imports"; }
foreign "that says nothing"
foreign "of another site" -H "Sec-Fetch-Site: cross-site" -H "Origin: $site"
foreign "of another port" -H "Sec-Fetch-Site: same-site" -H "Origin: $site"
foreign "of another origin" -H "Origin: http://evil.example"
foreign "of our name with more behind" -H "Origin: $site.evil.example"
foreign "of our name as a user" -H "Origin: http://127.0.0.1:$port@evil.example"
foreign "of no origin" -H "Origin: null"
foreign "with an empty origin" -H "Origin;"
foreign "with a referer alone" -H "Referer: $site/imports"
for path in /findings/CMP-004 /documents/1 /imports/1 /reconciliation /simulation; do
  answers "a post of another site to $path" 403 -H "Origin: http://evil.example" -d "reason=x&transfer=T-MUSEE&proposal=1&decision=accepted" "$site$path"
done
check "nothing of it was written" "$before 0" "$(state) $(sql "select count(*) from document where reverses is not null")"
answers "a get writes nothing" 200 "$site/findings/CMP-004?transfer=T-ENSEIGNEMENT&reason=x&waived=true"
check "and puts nothing aside" 0 "$(c findings -O csv | grep -c ',true$')"
answers "a get is no post" 404 "$site/simulation/1"

# --- headers, of errors too --------------------------------------------------------------------------------------------------------

headed() {
  for header in "Content-Security-Policy: default-src 'none'" "X-Content-Type-Options: nosniff" "Referrer-Policy: same-origin" "Cross-Origin-Opener-Policy: same-origin" \
    "Cross-Origin-Resource-Policy: same-origin" "${2-Cache-Control: no-store}"; do
    tr -d '\r' <"$scratch/head" | grep -qi "^$header" || echo "$header"
  done >"$scratch/lacking"
  check "$1 has every header" "" "$(cat "$scratch/lacking")"
  check "$1 lets no other site in" 0 "$(grep -ciE '^access-control|^server:|frame-ancestors .self' "$scratch/head")"
}
for asked in "200 /" "200 /audit" "200 /reports/spending.xlsx" "200 /originals/1" "404 /nothing" "404 /documents/999" "400 /?year=x" "400 /?year=%FF" "404 /reports/x.csv" "303 /language?to=en" "405 /imports"; do
  path=${asked#* }
  answers "$path answers" "${asked%% *}" $([ "${asked%% *}" != 405 ] || echo "-X PUT") "$site$path"
  headed "$path (${asked%% *})"
done
ask "$site/" >/dev/null; headed "a refusal of a visitor"
w -H "Host: evil.example" "$site/" >/dev/null; headed "a refusal of a host"
w $form "$site/imports" >/dev/null; headed "a refusal of a post"
w "$site/assets/site.js" >/dev/null; headed "an asset" "Content-Type: text/javascript"
w "$site/" >/dev/null
check "pages run no script of their own" "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'" "$(head_of Content-Security-Policy)"
w "$site/audit" >/dev/null
lacks "the audit report runs none at all" "script-src" "$scratch/head"
w "$site/originals/1" >/dev/null
check "an original is never a page" "application/octet-stream attachment; filename=\"document-1\"" "$(head_of Content-Type) $(head_of Content-Disposition)"

# --- addresses -----------------------------------------------------------------------------------------------------------------------

for back in //evil.example '/%5Cevil.example' https://evil.example 'javascript:alert(1)' '%0D%0ALocation:%20http://evil.example' '/%0D%0ASet-Cookie:%20a=b' '/%09/evil.example' "/$(printf %0700d 0)"; do
  answers "back to $(printf %.40s "$back") answers" 303 "$site/language?to=en&back=$back"
  check "and leads home" "/" "$(head_of Location)"
  check "with one cookie" 1 "$(grep -ci '^set-cookie' "$scratch/head")"
done
answers "back to a page of ours" 303 "$site/language?to=en&back=/findings%3Fyear=2023"
check "leads there" "/findings?year=2023" "$(head_of Location)"
answers "a language that is none" 303 "$site/language?to=en%0D%0AX-Evil:1"
check "is French, and no header" "contrepartie-language=fr; SameSite=Strict; Path=/; Max-Age=31536000 0" "$(head_of Set-Cookie) $(grep -ci x-evil "$scratch/head")"
post /findings/CMP-004 -d 'transfer=T-ENSEIGNEMENT&entity=993020023&year=2023&reason=x&back=//evil.example' >/dev/null
check "a form leads to no other site" "/findings" "$(head_of Location)"
post /findings/CMP-004 -d 'transfer=T-ENSEIGNEMENT&entity=993020023&year=2023&reason=x&waived=false' >/dev/null

for path in /../../../etc/passwd /assets/../../../../etc/passwd /%2e%2e/%2e%2e/etc/passwd /assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd /assets/..%5c..%5cetc%5cpasswd /reports/../../etc/passwd '/reports/..%2f..%2fsql%2fschema' \
  /originals/../../etc/passwd /originals/%2fetc%2fpasswd /originals/1%00 /documents/1%00.xlsx /assets/site.css%00 /assets/ /assets/server.c /messages/..%2f1.xlsx /imports/-1 /imports/99999999999999999999 /entries/1/../2 /findings/..%2fCMP-004; do
  status=$(w --path-as-is "$site$path")
  case $status in
    4??) ok "$path is not there" ;;
    200) if [ "$path" = /documents/1%00.xlsx ] || [ "${path%\%00}" != "$path" ]; then ok "$path ends where it ends"; else not_ok "$path is not there" "$status"; fi ;;
    *) not_ok "$path is not there" "$status: $(short 200 <"$scratch/body")" ;;
  esac
  check "$path shows no file" 0 "$(grep -c 'root:x:0\|MHD_' "$scratch/body")"
done
for path in /%ff /transfers/%ff /entities/%c3%28 '/?entity=%ff' '/?%ff=1' '/reports/spending?scope=%ed%a0%80'; do answers "$path is no UTF-8" 400 "$site$path"; done
long=$(printf %0300d 0)
answers "a path of 300 letters is too long" 400 "$site/transfers/$long"
answers "an address of 20000 letters is read" 400 "$site/?year=$(printf %020000d 0)"
check "one of 100000 is not" "4" "$(w "$site/?entity=$(printf %0100000d 0)" | head -c 1)"
check "nor is a header of 100000" "4" "$(w -H "X-Long: $(printf %0100000d 0)" "$site/" | head -c 1)"
many=$(seq 65 | sed 's/.*/f&=1/' | paste -sd '&' -)
answers "65 fields are too many" 400 "$site/?$many"
answers "64 are not" 200 "$site/?${many%&*}"
answers "65 fields of a form are too many" 400 -H "Origin: $site" -d "$many" "$site/findings/CMP-004"
answers "a field of 70000 letters is too long" 400 -H "Origin: $site" -d "transfer=T-MUSEE&reason=$(printf %070000d 0)" "$site/findings/CMP-004"
answers "a field that is no UTF-8" 400 -H "Origin: $site" -d "transfer=T-MUSEE&reason=%ff" "$site/findings/CMP-004"
answers "a filter is no SQL" 400 "$site/reports/spending?entity=x'%20or%20'1'='1"
lacks "and finds nothing" "<tr><td" "$scratch/body"
answers "a scope is no SQL" 400 "$site/reports/spending?scope=C6'%20or%20true%20--"
w "$site/?entity=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&scope=%3Cb%3E" >/dev/null
lacks "an address is no script" "<script>alert" "$scratch/body"
lacks "nor an element" "<b>" "$scratch/body"
for path in /transfers/%3Cscript%3Ealert /nothing%22onload=%3Cscript%3E /findings/%3Cscript%3E /language/%3Cscript%3E; do
  w "$site$path" >/dev/null; lacks "nor is $path" "<script>" "$scratch/body"
  check "$path is escaped" 1 "$(grep -c '<script' "$scratch/body")"
done

# --- files ---------------------------------------------------------------------------------------------------------------------------

upload() { post /imports "$@"; }
last_import() { head_of Location | sed 's,^/imports/,,'; }
check "a form without a file" 400 "$(upload -F check=1)"
check "an empty choice of file" 400 "$(upload -F 'file=;filename=')"
before=$(state)
: >"$scratch/empty.xml"
check "a file of no bytes is taken" 303 "$(upload -F "file=@$scratch/empty.xml")"
sent "$(last_import)"
contains "and refused" "refused" "$scratch/body"
check "what is no form has no file" 400 "$(upload -H 'Content-Type: text/xml' --data-binary "@$scratch/own.xml")"
check "nor what has no boundary" 400 "$(upload -H 'Content-Type: multipart/form-data' --data-binary "@$scratch/own.xml")"
multipart='--b\r\nContent-Disposition: form-data; name="file"; filename="own.xml"\r\n\r\n'
{ printf -- "$multipart"; cat "$scratch/own.xml"; printf '\r\n--b--\r\n'; } >"$scratch/whole.form"
{ printf -- "$multipart"; cat "$scratch/own.xml"; } >"$scratch/cut.form"
check "a form that does not end is not kept" 400 "$(upload -H 'Content-Type: multipart/form-data; boundary=b' --data-binary "@$scratch/cut.form")"
check "and nothing is written" "$before" "$(state)"
check "nor one of another boundary" 400 "$(upload -H 'Content-Type: multipart/form-data; boundary=c' --data-binary "@$scratch/whole.form")"
{ printf 'POST /imports HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nOrigin: %s\r\nCookie: %s\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 99999\r\n\r\n' "$port" "$site" "$cookie"; cat "$scratch/cut.form"; } |
  socat -t 1 - "TCP:127.0.0.1:$port" >/dev/null 2>&1
w "$site/imports" >/dev/null
lacks "what stops in the middle is no import" ">own.xml<" "$scratch/body"
check "nor is it kept" 1 "$(find "$TMPDIR" -type f | wc -l)"
check "nor written" "$before" "$(state)"
check "two lengths are none" 0 "$(raw "POST /imports HTTP/1.1\r\nHost: 127.0.0.1:$port\r\nOrigin: $site\r\nCookie: $cookie\r\nContent-Length: 5\r\nContent-Length: 60\r\nConnection: close\r\n\r\nhello" | grep -c ' [23]0[0-9] ')"
check "33 files are too many" 400 "$(upload $(seq 33 | sed "s,.*,-F file=@$scratch/empty.xml,"))"

# names lead nowhere
rm -f "$TMPDIR"/../x.xml
for name in '../../x.xml' '..\..\x.xml' '/etc/x.xml' '../../../../x.xml'; do
  upload -F "file=@$scratch/own.xml;filename=\"$name\"" -F check=1 >/dev/null
  sent "$(last_import)"
  contains "the name $name is x.xml" "<h2>x.xml</h2>" "$scratch/body"
done
for name in '..' '<script>alert(1)</script>.xml' '=1+1.xml' "a$(printf '\033[31m\302\233\342\200\256').xml" "$(printf 'a\377b.xml')" "$(printf %0300d 0).xml"; do
  status=$(upload -F "file=@$scratch/own.xml;filename=\"$name\"" -F check=1)
  sent "$(last_import)"
  check "the name $(printf %.20s "$name" | tr -cd '[:graph:]') is taken" "303 1" "$status $(grep -c 'checked: nothing was written' "$scratch/body")"
  check "and is text" "0 1" "$(LC_ALL=C grep -c "$(printf '[\001-\010\013\014\016-\037\177]')" "$scratch/body") $(grep -c '<script' "$scratch/body")"
  check "and is UTF-8" 0 "$(iconv -f UTF-8 -t UTF-8 "$scratch/body" >/dev/null 2>&1; echo $?)"
done
check "no name makes a file elsewhere" "" "$(find "$scratch" -name 'x.xml*')"
check "what was sent is the server's alone" "600" "$(find "$TMPDIR" -type f -printf '%m\n' | sort -u)"
check "and nothing was written" "$before" "$(state)"

# a label is text, wherever it goes
body_name="&lt;script&gt;alert(1)&lt;/script&gt;" budget_label="=cmd|'/C calc'!A0" budget CA 99341001800010 2023 >"$scratch/label.xml" <<END
64111 311 D 1234567.89 1234567.89
73111 01 R 10.00 0.00
END
upload -F "file=@$scratch/label.xml" >/dev/null
number=$(last_import); sent "$number"
contains "a hostile label is imported" "posted" "$scratch/body"
for path in "/imports/$number" / /imports /entities /entities/993410018 /reports/spending /reports/entities "/documents/$(document label.xml)"; do
  answers "$path answers" 200 "$site$path"
  check "a label is no script in $path" 1 "$(grep -c '<script' "$scratch/body")"
done
w "$site/entities" >/dev/null
contains "it is its text" "&lt;script&gt;alert(1)&lt;/script&gt;" "$scratch/body"
w "$site/reports/entities.csv-fr" >/dev/null
check "a label is no formula in csv-fr" "0 1" "$(tail -c +4 "$scratch/body" | tr -d '"' | grep -cE '(^|;)[=+@]') $(grep -c "'=cmd" "$scratch/body")"
for format in xlsx ods; do
  w "$site/reports/entities.$format" >/dev/null
  check "nor in $format" 0 "$(unzip -p "$scratch/body" 2>/dev/null | grep -acE '<f[ >]|table:formula')"
  check "which has it as text" 1 "$(unzip -p "$scratch/body" 2>/dev/null | grep -c '=cmd|')"
done

# --- a file by the browser is the file by the command line -----------------------------------------------------------------------------

for file in CA-2023-commune.xml register.xml simulations/monuments.xml; do
  upload -F "file=@$sample/$file" >/dev/null; sent "$(last_import)"
  [ "$file" = simulations/monuments.xml ] || contains "$file again is told" "already imported" "$scratch/body"
done
# numbers are not dense: a check takes one, too
rows() { awk -F '\t' -v OFS='\t' '{ $1 = $17 = ""; print }'; }
upload -F "file=@$sample/vouchers/PES-2023-institution.xml" -F "file=@$scratch/own.xml" >/dev/null
check "several files lead to the list" /imports "$(head_of Location)"
for attempt in $(seq 100); do w "$site/imports" >/dev/null; grep -qi '^Refresh:' "$scratch/head" || break; sleep 0.1; done
wait "$importing"
hand import -q "$scratch/label.xml" "$sample/simulations/monuments.xml" "$sample/vouchers/PES-2023-institution.xml" "$scratch/own.xml" >"$scratch/out" 2>"$scratch/err"
hand documents -O tsv | rows >"$scratch/expected"
table documents | rows >"$scratch/actual"
same_file "documents of the browser are those of the command line" "$scratch/expected" "$scratch/actual"
check "there are as many as were sent" 17 "$(tail -n +2 "$scratch/actual" | wc -l)"
hand journal -O tsv | cut -f 1,3- >"$scratch/expected"; table journal | cut -f 1,3- >"$scratch/actual"
same_file "and so are their entries" "$scratch/expected" "$scratch/actual"
w "$site/originals/$(document label.xml)" >/dev/null
same_file "an original comes back to the byte" "$scratch/label.xml" "$scratch/body"
hand db stop >/dev/null 2>&1
stop
check "Ctrl-C ends the server" 0 "$ended"
check "and what was sent is gone" "" "$(find "$TMPDIR" -type f)"
check "and nothing of a sanitizer was said" 0 "$(grep -c 'Sanitizer\|runtime error' "$scratch/said")"

# --- too large -------------------------------------------------------------------------------------------------------------

serve --limit file-size=20K
enter
before=$(state)
head -c 30000 /dev/zero | tr '\0' 'x' >"$scratch/large.xml"
check "what says that it is too large is not read" 413 "$(upload -F "file=@$scratch/large.xml")"
headed "that refusal"
check "nor what does not say so" 0 "$(upload -H 'Transfer-Encoding: chunked' -F "file=@$scratch/large.xml" | grep -c '^[23]')"
check "a length that is no number" 0 "$(raw "POST /imports HTTP/1.1\r\nHost: 127.0.0.1:$port\r\nOrigin: $site\r\nCookie: $cookie\r\nContent-Length: -1\r\nConnection: close\r\n\r\n" | grep -c ' [23]0')"
check "nor one beyond all" 0 "$(raw "POST /imports HTTP/1.1\r\nHost: 127.0.0.1:$port\r\nOrigin: $site\r\nCookie: $cookie\r\nContent-Length: 99999999999999999999\r\nConnection: close\r\n\r\n" | grep -c ' [23]0')"
check "nothing is written, or kept" "$before 0" "$(state) $(find "$TMPDIR" -type f | wc -l)"
check "what is not too large is read" 303 "$(upload -F "file=@$scratch/empty.xml")"
stop

# --- a server that only reads; one that hides amounts ------------------------------------------------------------------------------------

serve --read-only
enter
before=$(state)
for path in /imports /findings/CMP-004 /documents/1 /reconciliation /simulation; do
  check "a server that only reads takes no post to $path" 403 "$(post $path $form -F transfer=T-ENSEIGNEMENT -F reason=x -F proposal=1 -F decision=accepted)"
done
check "and writes nothing" "$before" "$(state)"
for path in /imports /documents/1 "/findings/CMP-004?transfer=T-ENSEIGNEMENT" /institutions/993050053 /reconciliation /simulation; do
  answers "$path is read" 200 "$site$path"
  lacks "$path has no form that writes" 'method="post"' "$scratch/body"
done
answers "files leave it" 200 "$site/originals/1"
stop

serve --incognito
enter
# whatever has two decimals or a euro sign is an amount; scores, factors and what methods say are not
amounts() { visible "$scratch/body" | grep -E '[0-9][.,][0-9]{2}($|[^0-9])|[0-9] ?€' | grep -vE '^(0\.[0-9]{2}|1\.00)$|^Matched: '; }
for path in / /imports /transfers /institutions /entities /findings /flows /journal /reconciliation /state "/findings/CMP-004?transfer=T-ENSEIGNEMENT" /transfers/T-ENSEIGNEMENT /institutions/993050053 /entities/993020023 \
  /documents/1 "/documents/$(document own.xml)" /entries/1/993040047/1 $(c report | awk '{ print "/reports/" $1 }'); do
  answers "$path answers" 200 "$site$path"
  check "$path hides its amounts" "" "$(amounts | head -n 3)"
done
w "$site/reports/spending" >/dev/null
contains "where one is there is a mark" "•••" "$scratch/body"
w "$site/findings" >/dev/null
check "and in a text, too" 1 "$(grep -c 'resource •••.€ since 2021, charge from •••' "$scratch/body")"
w "$site/transfers/T-ENSEIGNEMENT" >/dev/null
lacks "no drawing shows them" "<svg" "$scratch/body"
for path in /reports/spending.xlsx /reports/spending.csv /reports/spending.json /findings.csv /journal.ods /entities.csv /transfers.csv /institutions.json /flows.svg /audit /audit.xlsx /originals/1; do answers "$path does not leave" 403 "$site$path"; done
sed 's/MtReal V="/MtReal V="9/' "$sample/CA-2023-region.xml" >"$scratch/altered.xml"
upload -F "file=@$scratch/altered.xml" -F check=1 >/dev/null
number=$(last_import); sent "$number"
contains "an import is told" "refused" "$scratch/body"
check "without amounts" "" "$(amounts | head -n 3)"
answers "its report does not leave" 403 "$site/messages/$number.xlsx"
stop

# --- on a socket, for a proxy ---------------------------------------------------------------------------------------------------------------

socket=$scratch/web.sock
mkdir "$scratch/kept"; echo kept >"$scratch/file"
exits "a file that is no socket is not replaced" 69 c serve --no-browser --socket "$scratch/file"
check "it is there" kept "$(cat "$scratch/file")"
exits "a folder is none" 69 c serve --no-browser --socket "$scratch/kept"
exits "a path that is too long" 2 c serve --no-browser --socket "$scratch/$(printf %0120d 0)"
exits "an argument" 2 c serve there
for number in x -1 65536 8080x; do exits "the port $number" 2 c serve --no-browser --port "$number"; done
exits "who asks is not taken from a header without a socket" 2 c serve --no-browser --user-header X-Remote-User
exits "nor without a login of a database" 2 c serve --no-browser --user-header X-Remote-User --socket "$socket"
serve --socket "$socket"
check "a socket is its owner's and group's" "660 socket" "$(stat -c '%a %F' "$socket")"
check "the server says which" "$socket" "$link"
check "and listens nowhere else" 0 "$(ss -Hltnp 2>/dev/null | grep -c "pid=$server_id,")"
site=http://books.example
s() { ask --unix-socket "$socket" "$@"; }
check "who reaches the socket is in" 200 "$(s "$site/")"
lacks "without a cookie" "contrepartie-" "$scratch/head"
check "a token is nothing there" "200 0" "$(s "$site/?token=x") $(grep -ci '^set-cookie' "$scratch/head")"
check "a post of another site is refused there, too" 403 "$(s -H 'Origin: http://evil.example' $form "$site/imports")"
check "one of the proxy's site is taken" 303 "$(s -H "Origin: $site" $form -F check=1 "$site/imports")"
check "a header names nobody there" 200 "$(s -H 'X-Remote-User: boss' "$site/")"
stop
check "the socket goes with the server" "0 no" "$ended $([ -e "$socket" ] && echo yes || echo no)"

# --- on a shared server: each request as who asks ---------------------------------------------------------------------------------------------

new_server || not_ok "the database server is made" "$(tail -n 3 "$scratch/initdb.log" | short)"
base=postgres boss "create role app login createrole; create role viewer login; create role court login; create role stranger login; create role \"a-b@c.d_1\" login"
base=postgres boss "create database books"
base=books
boss "grant create on database books to app"
exits "a shared ledger is made" 0 as app books import -q "$sample"/CA-2023-*.xml "$sample/register.xml"
boss "grant contrepartie_reader to viewer, \"a-b@c.d_1\"; grant contrepartie_auditor, contrepartie_importer to court"
serve_with "$PROGRAM" --db "host=$server user=app dbname=books" --lang en --socket "$socket" --user-header X-Remote-User
site=http://books.example
u() { user=$1; shift; s -H "X-Remote-User: $user" "$@"; }
check "nobody is refused" 403 "$(s "$site/")"
headed "that refusal"
check "an asset is for everybody" 200 "$(s "$site/assets/site.css")"
check "a reader reads" 200 "$(u viewer "$site/entities")"
contains "the ledger" "Castelmaur" "$scratch/body"
check "a name of letters, digits and signs is one" 200 "$(u 'a-b@c.d_1' "$site/entities")"
for name in '' 'viewer host=evil.example' "viewer'" 'viewer\' 'court user=boss' 'vie;wer' "$(printf 'view\303\251r')" "$(printf %064d 0)" 'a=b' '../viewer' 'court dbname=postgres'; do
  check "“$(printf %.24s "$name")” is no name" 403 "$(u "$name" "$site/entities")"
  lacks "and sees nothing" "Castelmaur" "$scratch/body"
done
check "a name without rights sees nothing" 1 "$(u stranger "$site/entities" | grep -c '[45]..')"
lacks "of the ledger" "Castelmaur" "$scratch/body"
check "a name that is no login sees nothing" 503 "$(u nobody "$site/entities")"
check "a reader after it reads" 200 "$(u viewer "$site/entities")"
check "a reader puts nothing aside" 403 "$(u viewer -H "Origin: $site" -d 'transfer=T-ENSEIGNEMENT&reason=essai' "$site/findings/CMP-004")"
check "nor imports" 303 "$(u viewer -H "Origin: $site" $form "$site/imports")"
number=$(last_import)
for attempt in $(seq 100); do u viewer "$site/imports/$number" >/dev/null; grep -qi '^Refresh:' "$scratch/head" || break; sleep 0.1; done
lacks "anything" "posted" "$scratch/body"
check "an import is its sender's alone" "404 404" "$(u court "$site/imports/$number") $(u court "$site/messages/$number.xlsx")"
check "nor sent through again by another" 404 "$(u court -H "Origin: $site" -d replace=1 "$site/imports/$number")"
u court "$site/imports" >/dev/null
lacks "nor listed" ">own.xml<" "$scratch/body"
check "an auditor puts a finding aside" 303 "$(u court -H "Origin: $site" -d 'transfer=T-ENSEIGNEMENT&reason=essai' "$site/findings/CMP-004")"
check "in the name of who asked" court "$(boss "select string_agg(distinct author, ' ') from contrepartie.waiver")"
check "the rights of one are not the next one's" 403 "$(u viewer -H "Origin: $site" -d 'transfer=T-ENSEIGNEMENT&reason=encore' "$site/findings/CMP-004")"
stop
check "and ends in order" 0 "$ended"

# --- too slow ---------------------------------------------------------------------------------------------------------------------------------

# an hour goes by in twelve seconds (not in the checked build, which shares its start with no library): who sends a byte now and then is sent away after a quarter
clock=$(find /usr/lib -name libfaketime.so.1 2>/dev/null | head -n 1)
serve_with env LD_PRELOAD="$clock" FAKETIME='+0 x300' FAKETIME_DONT_FAKE_MONOTONIC=1 "$RELEASE" -D "$ledger" --lang en
enter
began=$(date +%s)
{ printf 'POST /imports HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nOrigin: %s\r\nCookie: %s\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 99999\r\n\r\n' "$port" "$site" "$cookie"
  printf -- "$multipart"; for drop in $(seq 40); do printf x || break; sleep 0.3; done; } 2>/dev/null | socat -t 1 - "TCP:127.0.0.1:$port" >"$scratch/raw" 2>/dev/null
lasted=$(($(date +%s) - began))
check "a body that drips is cut off" yes "$([ $lasted -lt 8 ] && echo yes || echo "after $lasted s")"
check "and is not kept" 0 "$(find "$TMPDIR" -type f | wc -l)"
answers "others are served" 200 "$site/"
stop

finished
