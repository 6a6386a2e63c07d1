# Completion of contrepartie in bash. It holds no list: commands, verbs, options, values and reports are what the program's own
# help says when the key is pressed.

# The verbs of a usage line, or those below a verb of it: list, show, reconcile of "[list | show SIREN | reconcile [accept N]]".
_contrepartie_verbs() {
  local usage=$1 below=$2
  if [[ -n $below ]]; then
    [[ $usage =~ (^|[ \[])$below\ \[([^]]*)\] ]] || return
    usage=${BASH_REMATCH[2]}
  elif [[ $usage == \[*\] ]]; then
    usage=${usage:1:-1}
  fi
  sed -E 's/\[[^]]*\]//g; s/ *\| */\n/g' <<<"$usage" | sed -nE 's/^ *([a-z][a-z-]*).*/\1/p'
}

# The line of help of an option, and the argument it takes there.
_contrepartie_option() { grep -m 1 -E -- "^ +$2,? |^ +-., $2 " <<<"$1"; }
_contrepartie_argument() { sed -nE 's/^ +(-., )?--[a-z-]+ ([^ ]+) .*/\2/p' <<<"$1"; }

# The values an option takes: "--lang en|fr", "--book BOOK   accounts budget", "--fail-on LEVEL   exit 1 … up: breach finding".
_contrepartie_values() {
  local line=$1 argument=$2 help=$3 text
  text=$(sed -E 's/^ +(-., )?--[a-z-]+ [^ ]+ +//' <<<"$line")
  case $argument in
    FORMAT | BOOK) echo "$text" ;;
    LEVEL) echo "${text##*:}" ;;
    NAME=VALUE) sed -nE 's/^  ([a-z-]+=)[0-9].*/\1/p' <<<"$help" ;;
    *) tr '|' '\n' <<<"$argument" | grep '^[a-z]*$' ;;
  esac
}

_contrepartie() {
  local program=$1 word=$2 before=$3 command="" verb="" below="" help usage line argument="" choices="" index
  local -a words=("${COMP_WORDS[@]:1:COMP_CWORD-1}")
  COMPREPLY=()
  # bash makes three words of --lang=fr
  [[ $word == "=" ]] && word=""
  [[ $before == "=" ]] && before=${COMP_WORDS[COMP_CWORD - 2]}

  help=$("$program" --lang en help 2>/dev/null) || return
  for ((index = 0; index < ${#words[@]}; index++)); do
    case ${words[index]} in
      "=") ((index++)) ;;
      -*)
        line=$(_contrepartie_option "$help" "${words[index]}")
        [[ -n $(_contrepartie_argument "$line") && ${words[index + 1]-} != "=" ]] && ((index++)) ;;
      *)
        if [[ -z $command ]]; then
          command=${words[index]}
          help+=$'\n'$("$program" --lang en help "$command" 2>/dev/null) || return
        elif [[ -z $verb ]]; then verb=${words[index]}
        elif [[ -z $below ]]; then below=${words[index]}
        fi ;;
    esac
  done
  usage=$(sed -n "s/^Usage: contrepartie $command //p" <<<"$help" | tail -n 1)

  if [[ $before == -* ]]; then
    line=$(_contrepartie_option "$help" "$before")
    argument=$(_contrepartie_argument "$line")
  fi
  if [[ -n $argument ]]; then
    choices=$(_contrepartie_values "$line" "$argument" "$help")
    case $argument in
      DIR) compopt -o dirnames 2>/dev/null ;;
      *FILE*) compopt -o default 2>/dev/null ;;
      NAME=VALUE) compopt -o nospace 2>/dev/null ;;
    esac
  elif [[ $word == -* ]]; then
    choices=$(sed -nE 's/^ +(-., )?(--[a-z-]+).*/\2/p' <<<"$help")
  elif [[ -z $command || $command == help ]]; then
    choices=$(sed -n '/^Commands:$/,/^$/s/^  \([a-z]*\) .*/\1/p' <<<"$help")
  elif [[ $command == report && -z $verb ]]; then
    choices=$("$program" --lang en report 2>/dev/null | sed 's/ .*//')
  else
    [[ -z $below ]] && choices=$(_contrepartie_verbs "$usage" "$verb")
    [[ $usage == *FILE* ]] && compopt -o default 2>/dev/null
  fi
  COMPREPLY=($(compgen -W "$choices" -- "$word"))
}
complete -F _contrepartie contrepartie
