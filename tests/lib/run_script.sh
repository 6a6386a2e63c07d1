# sh tests/lib/run_script.sh RESULTS SCRIPT: runs a test script; what it said goes to RESULTS, what is not "ok" is shown, in
# one piece, when it is done. A script that dies early counts as one failure.
said=$(mktemp)
sh "$2" >"$said" 2>&1
grep -q "^done $2\$" "$said" || echo "not ok $2: ended before its last line" >>"$said"
exec 9>"$1.lock"
flock 9
echo "# $2"
grep -v '^ok ' "$said"
cat "$said" >>"$1"
rm -f "$said"
