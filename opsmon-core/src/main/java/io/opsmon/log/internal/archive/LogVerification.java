package io.opsmon.log.internal.archive;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainReport;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Seal;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.VerificationReport;
import io.opsmon.chain.internal.ChainEnds;
import io.opsmon.chain.internal.ChainVerdict;
import io.opsmon.chain.internal.SealFile;
import io.opsmon.chain.internal.SegmentVerifier;
import io.opsmon.chain.internal.VerificationCertificate;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Command that verifies exports (NDJSON) and archives of one log, without the application and without its database.
 * Each log has a command.
 *
 * <pre>
 *  [--keys keys.properties] [--seals seals.ndjson] [--certificate certificate.txt] file...
 * </pre>
 *
 * <p>The key file has one line per key: {@code id=hmac-sha-256:BASE64} or {@code id=ed25519:BASE64 of the public key}.
 * The order of the files does not matter. Archives are read in constant memory, exports into memory.
 *
 * <p>A certificate is the result of an earlier verification by the application. Its signature is verified, and the last
 * entry of each chain that it names is compared with the files, if they contain this entry. A certificate can also be
 * verified without files.
 *
 * <p>The manifest of an archive has the hash of the entry before the first. An export that does not begin with the
 * first entry of a chain is verified from its second entry on.
 *
 * <p>Exit code 0: all entries are unchanged; 1: there are findings; 2: the verification could not be completed.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class LogVerification<E extends RecordedEntry> {

    private final PrintStream out;
    private final LogDefinition<E> definition;
    private final ChainedForm<E> form;
    private final List<Piece> pieces = new ArrayList<>();
    private final Map<String, NavigableMap<Long, E>> exported = new LinkedHashMap<>();
    private final List<Seal> seals = new ArrayList<>();
    private final List<VerificationCertificate> certificates = new ArrayList<>();
    private Sealer sealer = new Sealer(List.of());
    private boolean broken;

    /** Verified archive and its position in the chain. */
    private record Piece(String chain, long first, long last, Hash previous, Hash lastHash) {}

    private LogVerification(LogDefinition<E> definition, PrintStream out) {
        this.definition = definition;
        this.form = definition.form();
        this.out = out;
    }

    /**
     * Runs the command.
     *
     * @param definition the log
     * @param command the name of the command, for its usage text
     * @param arguments the options and files, as described for this class
     * @param out receives the report
     * @return the exit code
     */
    public static int run(LogDefinition<?> definition, String command, String[] arguments, PrintStream out) {
        LogVerification<?> verification = new LogVerification<>(definition, out);
        try {
            List<Path> files = verification.options(arguments);
            if (files.isEmpty() && verification.certificates.isEmpty()) {
                out.println("Usage: " + command
                        + " [--keys keys.properties] [--seals seals.ndjson] [--certificate certificate.txt] file...");
                return 2;
            }
            verification.judgeCertificates();
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
                case "--keys" -> sealer = Sealer.read(value(arguments, ++i));
                case "--seals" -> {
                    try (BufferedReader reader = Files.newBufferedReader(value(arguments, ++i))) {
                        seals.addAll(SealFile.read(reader));
                    }
                }
                case "--certificate" ->
                    certificates.add(VerificationCertificate.parse(Files.readString(value(arguments, ++i))));
                default -> files.add(Path.of(arguments[i]));
            }
        }
        return files;
    }

    private static Path value(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException("The option " + arguments[index - 1] + " requires a file");
        }
        return Path.of(arguments[index]);
    }

    private void judgeCertificates() {
        for (VerificationCertificate certificate : certificates) {
            VerificationReport report = certificate.report();
            if (!report.log().equals(definition.name())) {
                throw new IllegalArgumentException("The certificate is for another log: " + report.log());
            }
            out.println("Certificate of " + report.startedAt() + " by " + certificate.node() + ": "
                    + (report.isIntact() ? "intact" : "findings") + ", " + report.verified() + " entries as written");
            Sealer.Verdict verdict = certificate.verify(sealer);
            if (verdict == Sealer.Verdict.FORGED || (sealer.hasKeys() && verdict != Sealer.Verdict.VALID)) {
                found("The certificate is not signed with a given key: " + verdict);
            }
            report.findings()
                    .forEach(finding -> found(finding.kind() + " at " + finding.sequence() + ": " + finding.detail()));
        }
    }

    /** Compares an entry with the certificates that name it as the last entry of its chain. */
    private void compare(@Nullable ChainLink link) {
        if (link == null) {
            return;
        }
        for (VerificationCertificate certificate : certificates) {
            certificate.report().chains().stream()
                    .filter(report -> report.chain().equals(link.chain())
                            && report.lastSequence() == link.sequence()
                            && report.lastHash() != null
                            && !report.lastHash().equals(link.hash()))
                    .forEach(report -> found("ALTERED at " + link.sequence() + ": the certificate of "
                            + certificate.report().startedAt() + " has another hash for this entry"));
        }
    }

    private void read(Path file) throws IOException {
        if (!Files.exists(file.resolveSibling(file.getFileName() + ArchiveManifest.SUFFIX))) {
            readExport(file);
            return;
        }
        ArchiveManifest manifest = ArchiveManifest.of(file);
        verify(file, manifest);
        if (manifest.firstSequence() == 0) {
            out.println(file + ": the entries are outside of any chain and cannot be verified individually");
        } else {
            readArchive(file, manifest);
        }
    }

    /**
     * Reads an archive in constant memory; its entries are in order, and the manifest has the hash before the first.
     */
    private void readArchive(Path file, ArchiveManifest manifest) throws IOException {
        List<Seal> all = new ArrayList<>(seals);
        all.addAll(manifest.seals());
        ChainEnds ends =
                new ChainEnds(manifest.chain(), manifest.lastSequence(), manifest.lastHash(), 0, Hash.ZERO, null);
        ChainVerdict verdict = verdict(ends, manifest.firstSequence(), all);
        SegmentVerifier<E> verifier = new SegmentVerifier<>(
                form, sealer, manifest.chain(), verdict.seals(), manifest.firstSequence(), manifest.previousHash());
        LogArchive.read(definition, file, entry -> {
            verifier.accept(entry);
            compare(form.link(entry));
        });
        say(verdict.report(List.of(verifier), null, null), true);
        pieces.add(new Piece(
                manifest.chain(),
                manifest.firstSequence(),
                manifest.lastSequence(),
                manifest.previousHash(),
                manifest.lastHash()));
    }

    /** Reads an export into memory, because its entries are ordered newest first. */
    private void readExport(Path file) throws IOException {
        long[] unchained = {0};
        LogArchive.read(definition, file, entry -> {
            @Nullable ChainLink link = form.link(entry);
            if (link == null || link.isPending()) {
                unchained[0]++;
            } else {
                exported.computeIfAbsent(link.chain(), unknown -> new TreeMap<>())
                        .put(link.sequence(), entry);
            }
        });
        if (unchained[0] > 0) {
            out.println(file + ": " + unchained[0] + " entries are outside of any chain and cannot be verified");
        }
    }

    private ChainVerdict verdict(ChainEnds ends, long first, List<Seal> all) {
        return new ChainVerdict(
                definition.name(),
                ends,
                all.stream()
                        .filter(seal -> seal.chain().equals(ends.chain())
                                && seal.sequence() >= first
                                && seal.sequence() <= ends.headSequence())
                        .toList(),
                sealer);
    }

    private void verify(Path file, ArchiveManifest manifest) throws IOException {
        if (!LogArchive.sha256(file).equals(manifest.sha256())) {
            found(file + " does not match the checksum in its manifest");
        }
        Sealer.Verdict verdict = manifest.verify(sealer);
        if (sealer.hasKeys() && verdict != Sealer.Verdict.VALID) {
            found("The manifest of " + file + " is not signed with a given key: " + verdict);
        }
    }

    private void judge() {
        exported.forEach(this::judgeExport);
        judgeSeams();
        if (!broken) {
            out.println("Everything is as it was written.");
        }
    }

    private void judgeExport(String chain, NavigableMap<Long, E> entries) {
        long first = entries.firstKey();
        ChainLink last = Objects.requireNonNull(form.link(entries.lastEntry().getValue()));
        @Nullable Hash previous = first == 1 ? Hash.ZERO : null;
        ChainVerdict verdict =
                verdict(new ChainEnds(chain, last.sequence(), last.hash(), 0, Hash.ZERO, null), first, seals);
        SegmentVerifier<E> verifier = new SegmentVerifier<>(form, sealer, chain, verdict.seals(), first, previous);
        entries.values().forEach(entry -> {
            verifier.accept(entry);
            compare(form.link(entry));
        });
        say(verdict.report(List.of(verifier), null, null), previous != null);
    }

    /** Verifies that the archives of each chain follow each other without a gap. */
    private void judgeSeams() {
        pieces.sort(Comparator.comparing(Piece::chain).thenComparingLong(Piece::first));
        for (int i = 1; i < pieces.size(); i++) {
            Piece before = pieces.get(i - 1);
            Piece piece = pieces.get(i);
            if (!piece.chain().equals(before.chain())) {
                continue;
            }
            if (piece.first() > before.last() + 1) {
                found("MISSING at " + (before.last() + 1) + ": no archive of the chain \"" + piece.chain()
                        + "\" contains the entries up to " + (piece.first() - 1));
            } else if (piece.first() == before.last() + 1 && !piece.previous().equals(before.lastHash())) {
                found("ALTERED at " + piece.first()
                        + ": the archive does not follow the previous archive of the chain \"" + piece.chain() + "\"");
            }
        }
    }

    private void say(ChainReport report, boolean beginningKnown) {
        out.println("Chain " + report.chain() + ": entries " + report.firstSequence() + " to " + report.lastSequence()
                + ", "
                + report.verified() + " as written, "
                + (report.sealedUpTo() == 0 ? "none under a signed seal" : "signed seals up to " + report.sealedUpTo())
                + (beginningKnown ? "" : "; entries before the first are unknown"));
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
