package io.opsmon.boot.log.personaldata;

import io.opsmon.boot.log.AccessAudit;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.routing.ApiRoutes;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the REST API for personal data in all logs. */
@AutoConfiguration(
        afterName = {
            "io.opsmon.boot.operationlog.OperationLogApiAutoConfiguration",
            "io.opsmon.boot.loginlog.LoginLogApiAutoConfiguration"
        })
@ConditionalOnBean({ApiRoutes.class, PersonalDataPart.class})
public final class PersonalDataAutoConfiguration {

    PersonalDataAutoConfiguration() {}

    @Bean
    RouteGroup opsmonPersonalDataRoutes(
            OpsmonAccess access,
            ObjectProvider<PersonalDataPart> parts,
            ApplicationEventPublisher events,
            AccessAudit audit) {
        return new PersonalDataRoutes(access, parts.orderedStream().toList(), events, audit);
    }
}
