# `contrepartie serve` of the test's own, ended after. Sourced after ledger.sh, and after server.sh where that is.
#   serve OPTION…: sets $site and $link; enter: takes the $cookie; w CURL…: a request with it, ask CURL…: one without; the
#   status on standard output, the answer in $scratch/body, its headers in $scratch/head; stop: sets $ended, its exit status
TMPDIR=$scratch/temporary
export TMPDIR
mkdir "$TMPDIR"
serving=""
end_servers() { for serve_id in $serving; do kill -TERM "$serve_id" 2>/dev/null; done; wait; serving=""; }
web_drop() { end_servers; [ -z "${server-}" ] || drop_server; drop_ledger; rm -rf "$scratch"; }
trap web_drop EXIT
serve_with() { # COMMAND…: a server by that command
  : >"$scratch/link"
  "$@" serve --no-browser >"$scratch/link" 2>"$scratch/said" </dev/null &
  server_id=$!
  serving="$serving $server_id"
  for attempt in $(seq 200); do [ -s "$scratch/link" ] || ! kill -0 "$server_id" 2>/dev/null || { sleep 0.1; continue; }; break; done
  link=$(head -n 1 "$scratch/link")
  site=${link%%/\?*}
  [ -n "$link" ] || not_ok "a server starts" "$(short <"$scratch/said")"
}
serve() { serve_with "$PROGRAM" -D "$ledger" --lang en "$@"; }
ask() { curl -s -o "$scratch/body" -D "$scratch/head" -w '%{http_code}' --max-time 20 -H "Accept-Language: ${language-en}" "$@"; }
w() { ask -H "Cookie: $cookie" "$@"; }
head_of() { tr -d '\r' <"$scratch/head" | sed -n "s/^$1: //Ip"; }
enter() { ask "$link" >/dev/null; cookie=$(head_of Set-Cookie); cookie=${cookie%%;*}; port=${site##*:}; }
stop() { kill -INT "$server_id"; wait "$server_id"; ended=$?; }
# sent NUMBER: waits until that import is over; its report is in $scratch/body
sent() {
  for attempt in $(seq 300); do
    w "$site/imports/$1" >/dev/null
    grep -qi '^Refresh:' "$scratch/head" || return 0
    sleep 0.1
  done
}
# post PATH CURL…: as our own pages do
post() { post_path=$1; shift; w -H "Origin: $site" "$@" "$site$post_path"; }
# visible FILE: the text of a page, a line for each piece
visible() { tr '\n' ' ' <"$1" | sed 's/<style[^>]*>[^<]*<\/style>//g; s/<[^>]*>/\n/g' | sed 's/&nbsp;/ /g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&#39;/'"'"'/g; s/&amp;/\&/g; s/^ *//; s/ *$//' | grep -v '^$'; }
