package io.opsmon.operationlog.archive;

import io.opsmon.chain.ChainEnds;
import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainReport;
import io.opsmon.chain.ChainVerdict;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.SealFile;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.SegmentVerifier;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogForm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Verifies exports (NDJSON) and archives without the application and without its database.
 *
 * <pre>
 *  java -cp opsmon-core.jar:... io.opsmon.operationlog.archive.VerifyLogs [--keys keys.properties] [--seals seals.ndjson] file...
 * </pre>
 *
 * <p>The file of keys has a line for each: {@code id=hmac-sha-256:BASE64} or {@code id=ed25519:BASE64 of the public key}. Files of one chain are given in any order. An export that does not begin with
 * the first entry of a chain is verified from its second on; an archive tells by its manifest what its first entry follows. Exit code 0: everything is as it was written; 1: something is not; 2: it
 * could not be found out.
 *
 * @since 0.1
 */
public final class VerifyLogs {

    private final PrintStream out;
    private final OperationLogForm form = new OperationLogForm();
    private final Map<String, Piece> pieces = new LinkedHashMap<>();
    private final List<Seal> seals = new ArrayList<>();
    private Sealer sealer = new Sealer(List.of());
    private boolean broken;

    /** The entries of one chain, in the order of their numbers; an export has them newest first. */
    private static final class Piece {
        private final TreeMap<Long, OperationLogEntry> entries = new TreeMap<>();
        private final Map<Long, Hash> previous = new LinkedHashMap<>();
    }

    private VerifyLogs(PrintStream out) {
        this.out = out;
    }

    /**
     * Runs from the command line.
     *
     * @param arguments see the class
     */
    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out));
    }

    /**
     * Runs with an output of choice.
     *
     * @param arguments see the class
     * @param out gets the report
     * @return the exit code
     */
    public static int run(String[] arguments, PrintStream out) {
        VerifyLogs verification = new VerifyLogs(out);
        try {
            List<Path> files = verification.options(arguments);
            if (files.isEmpty()) {
                out.println("Usage: VerifyLogs [--keys keys.properties] [--seals seals.ndjson] file...");
                return 2;
            }
            for (Path file : files) {
                verification.read(file);
            }
            verification.judge();
            return verification.broken ? 1 : 0;
        } catch (IOException | IllegalArgumentException failure) {
            out.println("Cannot verify: " + failure.getMessage());
            return 2;
        }
    }

    private List<Path> options(String[] arguments) throws IOException {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--keys" -> sealer = keys(value(arguments, ++i));
                case "--seals" -> {
                    try (BufferedReader reader = Files.newBufferedReader(value(arguments, ++i))) {
                        seals.addAll(SealFile.read(reader));
                    }
                }
                default -> files.add(Path.of(arguments[i]));
            }
        }
        return files;
    }

    private static Path value(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException(arguments[index - 1] + " needs a file");
        }
        return Path.of(arguments[index]);
    }

    private static Sealer keys(Path file) throws IOException {
        Properties lines = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            lines.load(reader);
        }
        List<SealKey> keys = new ArrayList<>();
        for (String id : lines.stringPropertyNames()) {
            String[] parts = lines.getProperty(id).split(":", 2);
            if (parts.length == 2 && parts[0].equals("hmac-sha-256")) {
                keys.add(SealKey.hmac(id, parts[1]));
            } else if (parts.length == 2 && parts[0].equals("ed25519")) {
                keys.add(SealKey.ed25519(id, null, parts[1]));
            } else {
                throw new IllegalArgumentException(
                        "The key \"" + id + "\" in " + file + " must be hmac-sha-256:... or ed25519:...");
            }
        }
        return new Sealer(keys);
    }

    private void read(Path file) throws IOException {
        @Nullable
        ArchiveManifest manifest = Files.exists(file.resolveSibling(file.getFileName() + ArchiveManifest.SUFFIX))
                ? ArchiveManifest.of(file)
                : null;
        if (manifest != null) {
            verify(file, manifest);
            seals.addAll(manifest.seals());
            if (manifest.firstSequence() > 0) {
                piece(manifest.chain()).previous.put(manifest.firstSequence(), manifest.previousHash());
            }
        }
        long[] unchained = {0};
        OperationLogArchive.read(file, entry -> {
            @Nullable ChainLink link = entry.chain();
            if (link == null || link.isPending()) {
                unchained[0]++;
            } else {
                piece(link.chain()).entries.put(link.sequence(), entry);
            }
        });
        if (unchained[0] > 0) {
            out.println(file + ": " + unchained[0] + " entries are in no chain and cannot be verified");
        }
    }

    private Piece piece(String chain) {
        return pieces.computeIfAbsent(chain, unknown -> new Piece());
    }

    private void verify(Path file, ArchiveManifest manifest) throws IOException {
        if (!OperationLogArchive.sha256(file).equals(manifest.sha256())) {
            found(file + " is not the file that its manifest was written for");
        }
        Sealer.Verdict verdict = manifest.verify(sealer);
        if (sealer.hasKeys() && verdict != Sealer.Verdict.VALID) {
            found("The manifest of " + file + " is not signed with a given key: " + verdict);
        }
    }

    private void judge() {
        pieces.forEach((chain, piece) -> judge(chain, piece));
        if (!broken) {
            out.println("Everything is as it was written.");
        }
    }

    private void judge(String chain, Piece piece) {
        if (piece.entries.isEmpty()) {
            return;
        }
        long first = piece.entries.firstKey();
        @Nullable Hash previous = first == 1 ? Hash.ZERO : piece.previous.get(first);
        ChainLink last =
                Objects.requireNonNull(piece.entries.lastEntry().getValue().chain());
        List<Seal> ofChain = seals.stream()
                .filter(seal ->
                        seal.chain().equals(chain) && seal.sequence() >= first && seal.sequence() <= last.sequence())
                .toList();
        ChainEnds ends = new ChainEnds(chain, last.sequence(), last.hash(), 0, Hash.ZERO, null);
        ChainVerdict verdict = new ChainVerdict("operation-log", ends, ofChain, sealer);
        SegmentVerifier<OperationLogEntry> verifier =
                new SegmentVerifier<>(form, sealer, chain, verdict.seals(), first, previous);
        piece.entries.values().forEach(verifier::accept);
        ChainReport report = verdict.report(List.of(verifier), null, null);
        out.println("Chain " + chain + ": entries " + first + " to " + last.sequence() + ", " + report.verified()
                + " as written, "
                + (report.sealedUpTo() == 0 ? "none under a signed seal" : "signed seals up to " + report.sealedUpTo())
                + (previous == null ? "; what comes before the first is not known" : ""));
        for (Finding finding : report.findings()) {
            found(finding.kind() + " at " + finding.sequence()
                    + (finding.entryId() == null ? "" : " (" + finding.entryId() + ")") + ": " + finding.detail());
        }
    }

    private void found(String text) {
        broken = true;
        out.println("  ! " + text);
    }
}
