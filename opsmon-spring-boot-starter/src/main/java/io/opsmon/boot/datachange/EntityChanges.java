package io.opsmon.boot.datachange;

import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.TriggerUpkeep;
import io.opsmon.datachange.internal.hibernate.HibernateCapture;
import io.opsmon.datachange.internal.jdbc.OriginDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;

/** Records the changes of the host's entities by events of Hibernate, if the host chose this way. Thread-safe. */
final class EntityChanges {

    private final ListableBeanFactory beans;
    private final HibernateCapture capture;

    /**
     * Creates a capture that records nothing before the first comparison of tables.
     *
     * @param beans the beans of the host
     * @param origins returns the origin of changes
     */
    EntityChanges(ListableBeanFactory beans, OriginDataSource origins) {
        this.beans = beans;
        this.capture = new HibernateCapture(origins::origin);
    }

    /** Reads the columns of the tables. */
    void refresh(Connection connection, CaptureSettings settings, TriggerUpkeep.Result result) throws SQLException {
        if (!settings.usesTriggers() && !result.captured().isEmpty()) {
            capture.refresh(connection, settings, result.captured());
        }
    }

    /** Listens to the persistence units. Without any, no table is captured. */
    TriggerUpkeep.Result listen(CaptureSettings settings, TriggerUpkeep.Result result) {
        if (settings.usesTriggers() || result.captured().isEmpty()) {
            return result;
        }
        List<TriggerUpkeep.Problem> problems = capture.listen(beans);
        return problems.isEmpty()
                ? result
                : new TriggerUpkeep.Result(
                        List.of(),
                        result.changed(),
                        Stream.concat(result.problems().stream(), problems.stream())
                                .toList());
    }
}
