package io.opsmon.boot.datachange;

import io.opsmon.boot.log.personaldata.PersonRemoval;
import io.opsmon.boot.log.personaldata.PersonRemovalCheck;
import io.opsmon.datachange.internal.jdbc.ChangeErasure;
import io.opsmon.log.PersonalData.Removal;
import io.opsmon.log.internal.Pseudonyms;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

/** Removes an operator from data changes together with the operation log. Fails with the request if it fails. */
final class OperatorRemoval implements ApplicationListener<PayloadApplicationEvent<?>> {

    private static final String PART = "operationLogs";

    private final ChangeErasure erasure;
    private final @Nullable Pseudonyms pseudonyms;

    OperatorRemoval(ChangeErasure erasure, @Nullable Pseudonyms pseudonyms) {
        this.erasure = erasure;
        this.pseudonyms = pseudonyms;
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<?> event) {
        if (pseudonyms == null) {
            return;
        }
        Object payload = event.getPayload();
        if (payload instanceof PersonRemovalCheck check && check.part().equals(PART)) {
            erasure.requireNotHeld(check.person());
        } else if (payload instanceof PersonRemoval removal && removal.part().equals(PART)) {
            erasure.removeOperator(
                    removal.person(), pseudonyms.of(removal.person()), removal.removal() == Removal.ERASE);
        }
    }
}
