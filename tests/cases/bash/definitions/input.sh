#!/usr/bin/env bash
# What the script is for.

set -euo pipefail

# Where things are.
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly VERSION="1.2" BUILD=7
export PATH="$ROOT/bin:$PATH"
declare -A colours=([red]=31 [green]=32)
declare -r FROZEN=1
typeset -i counter
files=(one.txt "two words.txt")
ONE=1 TWO=2
counter+=1

# Says it
# in two lines.
say() {
  local message="$1" level=${2:-info}
  total=0
  echo "$level: $message"
}

function with_keyword {
  say "$@"
}

function with_both() (
  in_a_subshell
)

one_line() { :; }

dotted.name-with:signs() { true; }

if [[ -z ${HOME:-} ]]; then
  HOME=/root
  in_condition() { return 1; }
elif true; then
  SHELL=sh
else
  EDITOR=vi
fi

[ -n "$DEBUG" ] && VERBOSE=1

outer() {
  inner() { echo nested; }
  inner
}

cat <<EOT
not_a_function() {
  echo "$(substituted arg)"
}
EOT

cat <<-'EOT'
	also_not() { true; }
	EOT

LANG=C sort <<< "$files"
