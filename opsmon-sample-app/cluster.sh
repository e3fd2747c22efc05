#!/usr/bin/env bash
# Starts the back office twice, at the ports 8081 and 8082, with one database and one Redis between them. Ctrl-C stops everything.
#
# Redis is that of REDIS_URL if it is set, else a redis-server on the PATH, else the one in the Maven artifact that the tests use.
set -euo pipefail
cd "$(dirname "$0")"

children=()
trap 'kill "${children[@]}" 2>/dev/null || true' EXIT

if [ ! -f target/opsmon-sample-app-*.jar ] || [ "${1:-}" = "--build" ]; then
    (cd .. && mvn -q -ntp -pl opsmon-sample-app -am -DskipTests -Dopsmon.quick package)
fi
jar=$(ls target/opsmon-sample-app-*.jar | grep -v -- '-tests' | head -1)

if [ -z "${REDIS_URL:-}" ]; then
    redis=$(command -v redis-server || true)
    if [ -z "$redis" ]; then
        version=$(sed -n 's:.*<embedded-redis.version>\(.*\)</embedded-redis.version>.*:\1:p' ../pom.xml)
        mvn -q -ntp dependency:unpack -Dartifact="com.github.codemonstur:embedded-redis:$version" \
            -DoutputDirectory="$PWD/target/redis" -Dmdep.unpack.includes='redis-server*'
        case "$(uname -s)-$(uname -m)" in
            Linux-x86_64) pattern='*linux-amd64' ;;
            Linux-aarch64) pattern='*linux-arm64' ;;
            Darwin-x86_64) pattern='*darwin-amd64' ;;
            Darwin-arm64) pattern='*darwin-arm64' ;;
            *) echo "There is no Redis for this machine in the artifact: set REDIS_URL" >&2; exit 1 ;;
        esac
        redis=$(find target/redis -name "$pattern" | head -1)
        chmod +x "$redis"
    fi
    "$redis" --port 6399 --bind 127.0.0.1 --save "" --appendonly no >target/redis.log 2>&1 &
    children+=($!)
    export REDIS_URL=redis://localhost:6399
fi

mkdir -p target/logs
for port in 8081 8082; do
    java -jar "$jar" --spring.profiles.active=cluster --server.port=$port \
        --opsmon.recording.journal.directory="data/opsmon/journal-$port" >"target/logs/node-$port.log" 2>&1 &
    children+=($!)
    # The first makes the tables.
    for _ in $(seq 120); do
        if curl -fs "http://localhost:$port/actuator/health" >/dev/null 2>&1; then break; fi
        sleep 1
    done
    echo "http://localhost:$port is there; its log is opsmon-sample-app/target/logs/node-$port.log"
done
echo "Sign in at both, as admin/admin and as clerk/clerk. See who is online, and end a session at the other node:"
echo "  curl -u admin:admin http://localhost:8081/opsmon/api/v1/online-users"
echo "  curl -u admin:admin -X DELETE 'http://localhost:8081/opsmon/api/v1/online-users?username=clerk&reason=trying'"
wait
