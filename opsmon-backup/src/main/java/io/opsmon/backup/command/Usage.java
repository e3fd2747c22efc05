package io.opsmon.backup.command;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The help of the command line. */
final class Usage {

    private static final String HEAD = """
            Lists, checks, extracts, verifies and restores backups without the application.

            Usage: java -jar opsmon-backup-cli.jar COMMAND [ID] [FILE] [OPTIONS]

            """;

    private static final Map<String, String> COMMANDS = new TreeMap<>(Map.of(
            "list", "list              Lists the backups of the storage.",
            "check", "check ID          Reads a file to its end and compares the file with its manifest.",
            "extract", "extract ID FILE   Decrypts and unpacks the dump of a backup into a new file.",
            "verify", """
                    verify ID         Restores a backup into a scratch database on the server of --url, and
                                      compares the tables with the manifest.""",
            "restore", """
                    restore ID        Restores a backup into the empty database of --url. With --replace,
                                      replaces the content of the database, without a safety copy."""));

    private static final String OPTIONS = """

            Storage (one of both):
              --directory DIRECTORY   Directory of the backups.
              --bucket BUCKET         Bucket of the backups, with --prefix PREFIX/, --region REGION,
                                      --endpoint URL and --path-style. The AWS SDK finds the credentials.

            Keys:
              --keyset FILE           Encryption keys, a Tink keyset in JSON.
              --keys FILE             Signature keys: lines id=hmac-sha-256:BASE64 or id=ed25519:BASE64.
                                      Without this option, signatures are not checked.
              --allow-unsigned        Runs a dump that is not authenticated. A dump can run code.

            Database:
              --url URL               JDBC URL: jdbc:postgresql:, jdbc:mariadb: or jdbc:h2:.
              --user USER             User. The environment variable OPSMON_PASSWORD has the password.
              --tools DIRECTORY       Directory of the programs of the database. The PATH by default.
              --replace               Replaces the content of the database.

            Other:
              --spool DIRECTORY       Directory of the private copy of a file. The directory for temporary
                                      files by default.
              --progress              Writes the progress to the error output once a second.
              --help                  Shows this help.
              --version               Shows the version.

            Exit code: 0 if everything is correct; 1 if a backup is damaged, differs or is not
            authenticated; 2 if the command could not be executed.
            """;

    private Usage() {}

    static Set<String> commands() {
        return COMMANDS.keySet();
    }

    static String help() {
        StringBuilder help = new StringBuilder(HEAD).append("Commands:\n");
        COMMANDS.values()
                .forEach(each ->
                        help.append("  ").append(each.replace("\n", "\n  ")).append('\n'));
        return help.append(OPTIONS).toString();
    }
}
