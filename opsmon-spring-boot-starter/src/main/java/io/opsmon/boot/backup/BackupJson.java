package io.opsmon.boot.backup;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupActivity;
import io.opsmon.backup.BackupCopy;
import io.opsmon.backup.Backups;
import io.opsmon.backup.RetentionPolicy;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.schedule.BackupSchedule;
import io.opsmon.backup.schedule.BackupSchedules.Due;
import io.opsmon.backup.schedule.UnusableSchedule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes backups and schedules as JSON for the API. */
final class BackupJson {

    private static final int PREVIEW = 5;

    private BackupJson() {}

    static ObjectNode write(Backup backup, Instant now) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", backup.id());
        json.put("dataSource", backup.dataSource());
        json.put("status", backup.status().name());
        json.put("trigger", backup.trigger().name());
        json.put("schedule", backup.schedule());
        json.put("actor", backup.actor());
        json.put("node", backup.node());
        json.put("attempt", backup.attempt());
        json.put("requestedAt", backup.requestedAt().toString());
        put(json, "startedAt", backup.startedAt());
        put(json, "finishedAt", backup.finishedAt());
        put(json, "verifiedAt", backup.verifiedAt());
        if (backup.startedAt() != null && backup.finishedAt() != null) {
            json.put(
                    "durationMillis",
                    Duration.between(backup.startedAt(), backup.finishedAt()).toMillis());
        }
        Backup.@Nullable Stored stored = backup.stored();
        if (stored != null) {
            json.putObject("stored")
                    .put("file", stored.file())
                    .put("engine", stored.engine())
                    .put("tool", stored.tool())
                    .put("dumpBytes", stored.dumpBytes())
                    .put("storedBytes", stored.storedBytes())
                    .put("tables", stored.tables())
                    .put("rows", stored.rows())
                    .put("state", stored.state().name());
        }
        json.put("problem", backup.problem());
        Backup.@Nullable Scratch scratch = backup.scratch();
        if (scratch != null) {
            json.set("scratch", write(scratch));
        }
        json.set("findings", write(backup.findings()));
        Backup.@Nullable Restoration restoration = backup.restoration();
        if (restoration != null) {
            ObjectNode restored = json.putObject("restoration")
                    .put("outcome", restoration.outcome().name())
                    .put("at", restoration.at().toString())
                    .put("target", restoration.target());
            restoration.warnings().forEach(restored.putArray("warnings")::add);
        }
        @Nullable BackupActivity activity = backup.activity();
        if (activity != null) {
            @Nullable Duration remaining = activity.remaining(now);
            json.putObject("activity")
                    .put("kind", activity.kind().name())
                    .put("since", activity.since().toString())
                    .put("bytes", activity.bytes())
                    .put("expectedBytes", activity.expectedBytes())
                    .put("tables", activity.tables())
                    .put("expectedTables", activity.expectedTables())
                    .put("bytesPerSecond", activity.bytesPerSecond(now))
                    .put("remainingMillis", remaining == null ? null : Long.valueOf(remaining.toMillis()))
                    .put("cancelling", activity.cancelling());
        }
        return json;
    }

    /** Adds the copies of a backup; nothing if no storage of copies is configured. */
    static ObjectNode withCopies(ObjectNode json, @Nullable List<BackupCopy> copies) {
        if (copies != null && !copies.isEmpty()) {
            ArrayNode array = json.putArray("copies");
            for (BackupCopy copy : copies) {
                ObjectNode item = array.addObject()
                        .put("storage", copy.storage())
                        .put("state", copy.state().name());
                put(item, "at", copy.at());
                item.put("problem", copy.problem());
            }
        }
        return json;
    }

    static ArrayNode write(List<BackupFinding> findings) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        findings.forEach(finding -> json.addObject()
                .put("severity", finding.severity().name())
                .put("code", finding.code())
                .put("object", finding.object())
                .put("problem", finding.problem())
                .put("remedy", finding.remedy()));
        return json;
    }

    static ObjectNode write(Backup.Scratch scratch) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("isolated", scratch.isolation().isIsolated());
        json.put("reason", scratch.isolation().reason());
        json.put("remedy", scratch.isolation().remedy());
        scratch.notChecked().forEach(json.putArray("notChecked")::add);
        return json;
    }

    static ObjectNode write(Backups.Resync found) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("applied", found.isApplied());
        found.added().forEach(json.putArray("added")::add);
        found.missing().forEach(json.putArray("missing")::add);
        found.found().forEach(json.putArray("found")::add);
        ArrayNode damaged = json.putArray("damaged");
        found.damaged()
                .forEach(each -> damaged.addObject()
                        .put("name", each.name())
                        .put("flaw", each.flaw().name())
                        .put("reason", each.reason()));
        found.orphans().forEach(json.putArray("orphans")::add);
        json.put("confirmation", found.confirmation());
        return json;
    }

    static ObjectNode write(RetentionPolicy retention) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("keepLast", retention.keepLast());
        json.put("daily", retention.daily());
        json.put("weekly", retention.weekly());
        json.put("monthly", retention.monthly());
        json.put("yearly", retention.yearly());
        json.put(
                "maxBytes",
                retention.maxSize() == null
                        ? null
                        : Long.valueOf(retention.maxSize().toBytes()));
        return json;
    }

    static ObjectNode write(Due due, Instant now) {
        BackupSchedule schedule = due.schedule();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", schedule.id());
        json.put("dataSource", schedule.dataSource());
        json.put("cron", schedule.cron());
        json.put("zone", schedule.zone().getId());
        json.put("enabled", schedule.enabled());
        json.put("verify", schedule.verify());
        json.put("retries", schedule.retries());
        json.put("origin", schedule.origin().name());
        json.put("updatedBy", schedule.updatedBy());
        put(json, "next", due.next());
        json.put("problem", due.problem());
        ArrayNode preview = json.putArray("preview");
        if (schedule.enabled()) {
            schedule.next(now, PREVIEW).forEach(time -> preview.add(time.toString()));
        }
        return json;
    }

    static ObjectNode write(UnusableSchedule schedule) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", schedule.id());
        json.put("dataSource", schedule.dataSource());
        json.put("cron", schedule.cron());
        json.put("zone", schedule.zone());
        json.put("enabled", false);
        json.put("origin", schedule.origin().name());
        json.putNull("next");
        json.put("problem", schedule.problem());
        json.putArray("preview");
        return json;
    }

    private static void put(ObjectNode json, String member, @Nullable Instant time) {
        json.put(member, time == null ? null : time.toString());
    }
}
