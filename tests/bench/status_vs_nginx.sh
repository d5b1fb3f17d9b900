#!/bin/bash
# Status look-ups by wrk, GET /v1/credentials/{id} of a node, beside nginx that serves a static file of equal size, on the
# same machine, alternating. The node must run, with a requests_per_minute above what it can do.
# Usage: status_vs_nginx.sh URL CREDENTIAL-ID [seconds]
set -euo pipefail
url=$1 id=$2 seconds=${3:-5}
for tool in wrk nginx curl; do
  command -v $tool >/dev/null || { echo "needs $tool (Debian: wrk nginx-light curl)" >&2; exit 2; }
done
work=$(mktemp -d)
trap 'test -f "$work/pid" && kill "$(cat "$work/pid")"; rm -rf "$work"' EXIT
mkdir "$work/www"
curl -fsS "$url/v1/credentials/$id" -o "$work/www/standing.json"
size=$(stat -c %s "$work/www/standing.json")
port=18499
cat > "$work/nginx.conf" <<CONF
pid $work/pid;
error_log $work/error.log;
worker_processes auto;
events { worker_connections 1024; }
http {
  access_log off;
  keepalive_requests 1000000000;
  types { application/json json; }
  client_body_temp_path $work; proxy_temp_path $work; fastcgi_temp_path $work; uwsgi_temp_path $work; scgi_temp_path $work;
  server { listen 127.0.0.1:$port; root $work/www; }
}
CONF
chmod 755 "$work" "$work/www"
nginx -c "$work/nginx.conf" -p "$work"
rate() { wrk -t1 -c64 -d"${seconds}s" "$1" | awk '/Requests\/sec/ {print $2} /Non-2xx/ {print "errors:", $0 > "/dev/stderr"}'; }
for round in 1 2 3; do
  node=$(rate "$url/v1/credentials/$id")
  static=$(rate "http://127.0.0.1:$port/standing.json")
  echo "$round $node $static"
done | awk -v size="$size" '{n[NR]=$2; s[NR]=$3} END {
  asort_n = n[1] + n[2] + n[3] - (n[1]>n[2]?(n[1]>n[3]?n[1]:n[3]):(n[2]>n[3]?n[2]:n[3])) - (n[1]<n[2]?(n[1]<n[3]?n[1]:n[3]):(n[2]<n[3]?n[2]:n[3]));
  asort_s = s[1] + s[2] + s[3] - (s[1]>s[2]?(s[1]>s[3]?s[1]:s[3]):(s[2]>s[3]?s[2]:s[3])) - (s[1]<s[2]?(s[1]<s[3]?s[1]:s[3]):(s[2]<s[3]?s[2]:s[3]));
  printf "status look-ups, hocbad:                %10.0f /s   (%d bytes, 64 connections, median of 3)\n", asort_n, size;
  printf "the same bytes as a file, nginx:        %10.0f /s   hocbad reaches %.2f of it\n", asort_s, asort_n / asort_s }'
