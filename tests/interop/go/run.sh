#!/bin/bash
# Go's golang.org/x/mod/sumdb (Debian golang-golang-x-mod-dev) checks a log that our code wrote, and finds every byte of
# it that is changed. With a directory as argument it checks that one instead, e.g. one of `hocba log export`.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
gopath=/usr/share/gocode
if ! command -v go >/dev/null || [ ! -d "$gopath/src/golang.org/x/mod/sumdb" ]; then
  echo "go or golang-golang-x-mod-dev is not installed" >&2
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export GO111MODULE=off GOPATH=$gopath GOFLAGS= GOCACHE=${GOCACHE:-${XDG_CACHE_HOME:-${HOME:-$work}/.cache}/go-build}
go build -o "$work/checklog" "$here"/*.go
if [ $# -ge 1 ]; then
  exec "$work/checklog" check "$1"
fi
"${HOCBA_BIN:?the folder of make_log_fixture}/make_log_fixture" "$work/log"
"$work/checklog" check "$work/log"
"$work/checklog" tamper "$work/log"
