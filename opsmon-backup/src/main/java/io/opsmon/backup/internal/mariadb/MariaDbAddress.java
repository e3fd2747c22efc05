package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.BackupDatabase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The address of a MariaDB or MySQL database for its programs: the password in the environment, all other settings as
 * arguments. The URL has the format of the JDBC drivers, {@code jdbc:mariadb://host:port/database?name=value&...}. Of
 * several hosts, the first is used.
 *
 * @param arguments the arguments for a program
 * @param password the password; null for none
 */
record MariaDbAddress(List<String> arguments, @Nullable String password) {

    private static final Set<String> CREDENTIALS = Set.of(
            "user",
            "password",
            "password1",
            "password2",
            "password3",
            "credentialtype",
            "keystore",
            "keystorepassword",
            "clientcertificatekeystoreurl",
            "clientcertificatekeystorepassword",
            "authenticationplugins",
            "defaultauthenticationplugin");

    private static final Set<String> LOCAL_FILES =
            Set.of("allowlocalinfile", "allowloadlocalinfile", "allowloadlocalinfileinpath", "allowurlinlocalinfile");

    private static final Pattern URL = Pattern.compile(
            "jdbc:(mariadb|mysql)(?::[a-z]+)?://(\\[[^]]*]|[^:/,]*)(?::(\\d+))?[^/]*/([^?]*)(?:\\?(.*))?");

    static boolean matches(String url) {
        return URL.matcher(url).matches();
    }

    static MariaDbAddress of(BackupDatabase database) {
        Matcher url = matched(database.url());
        Map<String, String> parameters = parameters(url.group(5));
        List<String> arguments = new ArrayList<>();
        String host = url.group(2).isEmpty() ? "localhost" : url.group(2).replaceAll("[\\[\\]]", "");
        arguments.add("--host=" + host);
        arguments.add("--port=" + (url.group(3) == null ? "3306" : url.group(3)));
        // For "localhost" the programs would use a socket, possibly of another server.
        arguments.add("--protocol=TCP");
        @Nullable String user = database.username() == null ? parameters.get("user") : database.username();
        if (user != null) {
            arguments.add("--user=" + user);
        }
        arguments.addAll(encryption(url.group(1).equals("mariadb"), parameters));
        arguments.add("--default-character-set=utf8mb4");
        return new MariaDbAddress(
                arguments, database.password() == null ? parameters.get("password") : database.password());
    }

    private static Matcher matched(String url) {
        Matcher matcher = URL.matcher(url);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("The URL is not a JDBC URL of MariaDB or MySQL");
        }
        return matcher;
    }

    private static Map<String, String> parameters(@Nullable String query) {
        Map<String, String> parameters = new HashMap<>();
        for (String pair : (query == null ? "" : query).split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(pair.substring(0, equals).toLowerCase(Locale.ROOT), pair.substring(equals + 1));
            }
        }
        return parameters;
    }

    /**
     * Converts the encryption settings. MariaDB's driver encrypts only if configured; its programs encrypt by default
     * and require a certificate. MySQL's driver and programs both encrypt if the server supports encryption.
     */
    private static List<String> encryption(boolean isMariaDb, Map<String, String> parameters) {
        String mode =
                parameters.getOrDefault("sslmode", "").toLowerCase(Locale.ROOT).replace('_', '-');
        boolean verify = mode.startsWith("verify");
        @Nullable String authority = parameters.get("serversslcert");
        List<String> arguments = new ArrayList<>();
        if (isMariaDb && (mode.isEmpty() || mode.startsWith("disable"))) {
            arguments.add("--skip-ssl");
        } else if (isMariaDb) {
            arguments.add("--ssl");
            arguments.add(verify ? "--ssl-verify-server-cert" : "--skip-ssl-verify-server-cert");
        } else if (!mode.isEmpty()) {
            arguments.add("--ssl-mode=" + mode.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
        if (authority != null && verify) {
            arguments.add("--ssl-ca=" + authority);
        }
        return arguments;
    }

    /** Returns the URL of another database on the same server. */
    static String inDatabase(String url, String name) {
        Matcher matcher = matched(url);
        return url.substring(0, matcher.start(4)) + name + url.substring(matcher.end(4));
    }

    /** Returns the URL without credentials. */
    static String withoutUser(String url) {
        return without(url, CREDENTIALS);
    }

    /** Returns the URL with the driver's access to local files switched off. */
    static String withoutLocalFiles(String url) {
        String other = without(url, LOCAL_FILES);
        String off = matched(url).group(1).equals("mariadb")
                ? "allowLocalInfile=false"
                : "allowLoadLocalInfile=false&allowUrlInLocalInfile=false";
        return other + (other.contains("?") ? "&" : "?") + off;
    }

    private static String without(String url, Set<String> names) {
        int question = url.indexOf('?');
        if (question < 0) {
            return url;
        }
        String left = Stream.of(url.substring(question + 1).split("&"))
                .filter(pair -> !names.contains(pair.replaceFirst("=.*", "").toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining("&"));
        return url.substring(0, question) + (left.isEmpty() ? "" : "?" + left);
    }

    Map<String, String> environment() {
        return password == null ? Map.of() : Map.of("MYSQL_PWD", password);
    }

    List<String> secrets() {
        return password == null ? List.of() : List.of(password);
    }

    /** Omits the password. */
    @Override
    public String toString() {
        return "MariaDbAddress" + arguments;
    }
}
