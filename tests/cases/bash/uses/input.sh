#!/bin/sh
. ./lib/common.sh
source lib/strings
source "$(dirname "$0")/near.sh"
source "${DIR}/set.sh"
source 'quoted.sh'
. $PREFIX/etc/profile
source "$computed"

main() {
  local name=$1 count
  prepare "$name" && build || fail "no $name in ${PLACE:-nowhere}"
  for file in $(list_files | sort_them); do
    handle "$file" < "$INPUT" > "${OUTPUT}"
  done
  case $1 in
    start | run) start_it ;;
    *) usage ;;
  esac
  while read_line line; do echo "$line"; done
  "$command" with args
  if ! is_ready; then retry; fi
  result=$(compute 1) other=`old_style`
  trap clean_up EXIT
  (cd sub && make_it) &
  CC=gcc compile "$result"
  echo $# $? $@ $(( count + STEP ))
}

main "$@"
