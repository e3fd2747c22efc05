package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.Seal;
import io.opsmon.chain.internal.ChainEnds;
import io.opsmon.chain.internal.jdbc.ChainVerification;
import io.opsmon.chain.internal.jdbc.JdbcChains;
import io.opsmon.recording.RecordedEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides how much of the beginning of each chain retention removes. Thread-safe. */
final class RetentionCuts<E extends RecordedEntry> {

    private final LogStatements<E> table;
    private final JdbcChains chains;
    private final ChainVerification<E> verification;
    private final JdbcLegalHolds holds;
    private final Duration minAge;

    RetentionCuts(
            LogStatements<E> table,
            JdbcChains chains,
            ChainVerification<E> verification,
            JdbcLegalHolds holds,
            Duration minAge) {
        this.table = table;
        this.chains = chains;
        this.verification = verification;
        this.holds = holds;
        this.minAge = minAge;
    }

    /**
     * Returns the number of the last entry to remove for each chain. The entry exceeds a bound and is sealed. The entry
     * and the seal have the minimum age.
     */
    Map<String, Long> of(@Nullable Instant cutoff, @Nullable Long kept, Instant floor) {
        Map<String, Long> cuts = new LinkedHashMap<>();
        CountBound counted = new CountBound();
        List<ChainEnds> all = table.transactions().run("List the chains", chains::all);
        Map<String, List<Seal>> seals = new HashMap<>();
        for (ChainEnds ends : all) {
            List<Seal> counting = verification.countingSeals(ends);
            seals.put(ends.chain(), counting);
            counted.add(ends, counting);
        }
        Map<String, Long> held = holds.firstHeld();
        Map<String, Long> byCount = kept == null ? Map.of() : counted.cuts(kept);
        for (ChainEnds ends : all) {
            long byAge = cutoff == null ? 0 : lastBefore(ends, cutoff);
            long cut = Math.max(byAge, byCount.getOrDefault(ends.chain(), 0L));
            if (cut > ends.anchorSequence()) {
                cut = Math.min(cut, sealedBefore(seals.getOrDefault(ends.chain(), List.of()), floor));
                cut = Math.min(cut, held.getOrDefault(ends.chain(), Long.MAX_VALUE) - 1);
                cut = minAge.isZero() ? cut : Math.min(cut, lastBefore(ends, floor));
                if (cut > ends.anchorSequence()) {
                    cuts.put(ends.chain(), cut);
                }
            }
        }
        return cuts;
    }

    /** Returns the number of the last sealed entry; with a minimum age, only seals of this age count. */
    private long sealedBefore(List<Seal> seals, Instant floor) {
        return seals.stream()
                .filter(seal -> minAge.isZero() || !seal.sealedAt().isAfter(floor))
                .mapToLong(Seal::sequence)
                .max()
                .orElse(0);
    }

    private long lastBefore(ChainEnds ends, Instant cutoff) {
        return table.transactions().run("Find the last old entry", connection -> lastBefore(connection, ends, cutoff));
    }

    private long lastBefore(Connection connection, ChainEnds ends, Instant cutoff) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT chain_seq FROM "
                + table.definition().table()
                + " WHERE chain = ? AND chain_seq > ? AND " + table.definition().time() + " >= ? ORDER BY chain_seq "
                + table.dialect(connection).limit("1"))) {
            select.setString(1, ends.chain());
            select.setLong(2, ends.anchorSequence());
            select.setObject(3, table.dialect(connection).toSql(cutoff));
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) - 1 : ends.headSequence();
            }
        }
    }
}
