# shellcheck shell=bash disable=SC2034
# Sourced: serves a folder on loopback with nginx.
# start_nginx ROOT FOLDER CORE: sets plain_url, gzip_url, tls_url and nginx_pid. FOLDER holds configuration, certificate and log. CORE is
# a list for taskset.

free_port() { # two calls in a row print different ports
  local port
  while :; do
    port=$((20000 + RANDOM % 12000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo $port; return; }
  done
}

start_nginx() {
  local root=$1 folder=$2 core=$3 plain gzip tls
  mkdir -p "$folder"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 \
    -addext subjectAltName=IP:127.0.0.1 -keyout "$folder/key.pem" -out "$folder/cert.pem" 2>"$folder/openssl.log" ||
    { cat "$folder/openssl.log" >&2; return 1; }
  plain=$(free_port)
  until gzip=$(free_port) && [ "$gzip" != "$plain" ]; do :; done
  until tls=$(free_port) && [ "$tls" != "$plain" ] && [ "$tls" != "$gzip" ]; do :; done
  cat >"$folder/nginx.conf" <<END
daemon off;
worker_processes 1;
pid $folder/nginx.pid;
error_log $folder/error.log error;
events { worker_connections 4096; }
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000;
  keepalive_timeout 65;
  open_file_cache max=20000;
  client_body_temp_path $folder/body;
  proxy_temp_path $folder/proxy;
  fastcgi_temp_path $folder/fastcgi;
  uwsgi_temp_path $folder/uwsgi;
  scgi_temp_path $folder/scgi;
  root $root;
  server { listen 127.0.0.1:$plain; }
  server { listen 127.0.0.1:$gzip; gzip on; }
  server {
    listen 127.0.0.1:$tls ssl;
    ssl_certificate $folder/cert.pem;
    ssl_certificate_key $folder/key.pem;
  }
}
END
  [ "$(id -u)" != 0 ] || sed -i "1i user root;" "$folder/nginx.conf" # only its owner may read the temporary folder
  taskset -c "$core" nginx -p "$folder" -e "$folder/error.log" -c "$folder/nginx.conf" &
  nginx_pid=$!
  plain_url=http://127.0.0.1:$plain/ gzip_url=http://127.0.0.1:$gzip/ tls_url=https://127.0.0.1:$tls/
  for _ in $(seq 100); do
    curl -so "$folder/answer" "$plain_url" && return
    kill -0 "$nginx_pid" 2>/dev/null || break
    sleep 0.05
  done
  echo "nginx did not start:" >&2
  cat "$folder/error.log" >&2
  return 1
}
