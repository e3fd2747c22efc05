package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.BackupDatabase;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * The address of a PostgreSQL database as environment variables of libpq. The URL has the format of PostgreSQL's JDBC
 * driver, {@code jdbc:postgresql://host:port,host:port/database?name=value&...}.
 *
 * @see <a href="https://www.postgresql.org/docs/15/libpq-envars.html">libpq's environment variables</a>
 */
final class PostgresAddress {

    static final String PREFIX = "jdbc:postgresql:";

    private static final String PORT = "5432";

    /** Parameters of the driver and their variables of libpq; libpq has no equivalent of the other parameters. */
    private static final Map<String, String> PARAMETERS = Map.of(
            "sslmode", "PGSSLMODE",
            "sslrootcert", "PGSSLROOTCERT",
            "sslcert", "PGSSLCERT",
            "sslkey", "PGSSLKEY",
            "targetservertype", "PGTARGETSESSIONATTRS",
            "user", "PGUSER",
            "password", "PGPASSWORD");

    /** Parameters of the driver that contain credentials. */
    private static final Set<String> CREDENTIALS = Set.of(
            "user",
            "password",
            "service",
            "options",
            "authenticationpluginclassname",
            "sslcert",
            "sslkey",
            "sslpassword",
            "sslpasswordcallback");

    private static final Map<String, String> SERVER_TYPES = Map.of(
            "any", "any",
            "primary", "primary",
            "master", "primary",
            "secondary", "standby",
            "slave", "standby",
            "preferSecondary", "prefer-standby");

    private final Map<String, String> environment;

    private PostgresAddress(Map<String, String> environment) {
        this.environment = environment;
    }

    static PostgresAddress of(BackupDatabase database) {
        String url = database.url();
        Assert.isTrue(
                url.startsWith(PREFIX),
                () -> "The data source \"" + database.name() + "\" is not a PostgreSQL database");
        Map<String, String> environment = new HashMap<>();
        String rest = url.substring(PREFIX.length());
        int question = rest.indexOf('?');
        if (question >= 0) {
            parameters(rest.substring(question + 1), environment);
            rest = rest.substring(0, question);
        }
        if (rest.startsWith("//")) {
            int slash = rest.indexOf('/', 2);
            servers(rest.substring(2, slash < 0 ? rest.length() : slash), environment);
            rest = slash < 0 ? "" : rest.substring(slash + 1);
        } else {
            servers("", environment);
        }
        if (database.username() != null) {
            environment.put("PGUSER", database.username());
        }
        if (database.password() != null) {
            environment.put("PGPASSWORD", database.password());
        }
        // Driver and libpq both default to the name of the user.
        if (!rest.isEmpty()) {
            environment.put("PGDATABASE", decoded(rest));
        }
        environment.put("PGAPPNAME", "opsmon-backup");
        environment.put("PGCONNECT_TIMEOUT", "30");
        return new PostgresAddress(environment);
    }

    /** Returns the URL of another database on the same server. */
    static String inDatabase(String url, String name) {
        int question = url.indexOf('?');
        String address = question < 0 ? url : url.substring(0, question);
        int slash = address.startsWith(PREFIX + "//") ? address.indexOf('/', PREFIX.length() + 2) : -1;
        String server =
                !address.startsWith(PREFIX + "//") ? PREFIX : (slash < 0 ? address : address.substring(0, slash)) + "/";
        return server + name + (question < 0 ? "" : url.substring(question));
    }

    /** Returns the URL of another database on the same server, for another user: without credentials. */
    static String inDatabaseAs(String url, String name) {
        String other = inDatabase(url, name);
        int question = other.indexOf('?');
        if (question < 0) {
            return other;
        }
        String parameters = Stream.of(other.substring(question + 1).split("&"))
                .filter(pair ->
                        !CREDENTIALS.contains(pair.replaceFirst("=.*", "").toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining("&"));
        return other.substring(0, question) + (parameters.isEmpty() ? "" : "?" + parameters);
    }

    private static void parameters(String query, Map<String, String> environment) {
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            @Nullable
            String name =
                    equals < 0 ? null : PARAMETERS.get(pair.substring(0, equals).toLowerCase(Locale.ROOT));
            if (name != null) {
                String value = decoded(pair.substring(equals + 1));
                environment.put(
                        name, name.equals("PGTARGETSESSIONATTRS") ? SERVER_TYPES.getOrDefault(value, "any") : value);
            }
        }
    }

    private static void servers(String list, Map<String, String> environment) {
        List<String> hosts = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        for (String server : list.split(",")) {
            int colon = server.lastIndexOf(':');
            boolean hasPort = colon > server.lastIndexOf(']');
            String host = hasPort ? server.substring(0, colon) : server;
            hosts.add(host.isEmpty() ? "localhost" : host.replace("[", "").replace("]", ""));
            ports.add(hasPort ? server.substring(colon + 1) : PORT);
        }
        environment.put("PGHOST", String.join(",", hosts));
        environment.put("PGPORT", String.join(",", ports));
    }

    private static String decoded(String text) {
        // The driver does not decode a plus sign as a space.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /**
     * Returns a connection string with only the name of a database; the environment has the rest. The string is ASCII,
     * because the JVM passes arguments and environment in the charset of the platform, which is ASCII in many
     * containers.
     */
    static String named(String database) {
        return "postgresql:///"
                + URLEncoder.encode(database, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Returns the connection string for the database of this address, or for the default database if the address has
     * none.
     */
    String named() {
        @Nullable String database = environment.get("PGDATABASE");
        return database == null ? "postgresql://" : named(database);
    }

    Map<String, String> environment() {
        return environment;
    }

    List<String> secrets() {
        @Nullable String password = environment.get("PGPASSWORD");
        return password == null ? List.of() : List.of(password);
    }
}
