package io.opsmon.boot.datachange;

import io.opsmon.boot.log.personaldata.PersonRemoval;
import io.opsmon.datachange.internal.jdbc.JdbcDataChanges;
import io.opsmon.log.PersonalData.Removal;
import io.opsmon.log.internal.Pseudonyms;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

/** Removes an operator from data changes together with the operation log. Fails with the request if it fails. */
final class OperatorRemoval implements ApplicationListener<PayloadApplicationEvent<PersonRemoval>> {

    private final JdbcDataChanges changes;
    private final @Nullable Pseudonyms pseudonyms;

    OperatorRemoval(JdbcDataChanges changes, @Nullable Pseudonyms pseudonyms) {
        this.changes = changes;
        this.pseudonyms = pseudonyms;
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<PersonRemoval> event) {
        PersonRemoval removal = event.getPayload();
        if (pseudonyms != null && removal.part().equals("operationLogs")) {
            changes.removeOperator(
                    removal.person(), pseudonyms.of(removal.person()), removal.removal() == Removal.ERASE);
        }
    }
}
