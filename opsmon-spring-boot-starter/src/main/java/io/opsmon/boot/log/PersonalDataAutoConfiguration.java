package io.opsmon.boot.log;

import io.opsmon.boot.web.ApiRoutes;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Auto-configuration of the REST API for personal data in all logs. */
@AutoConfiguration(
        afterName = {
            "io.opsmon.boot.operationlog.OperationLogApiAutoConfiguration",
            "io.opsmon.boot.loginlog.LoginLogApiAutoConfiguration"
        })
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnBean({ApiRoutes.class, PersonalDataPart.class})
public final class PersonalDataAutoConfiguration {

    PersonalDataAutoConfiguration() {}

    /** Before the routes of a log, whose route for a single entry also matches these paths. */
    @Bean
    @Order(-1)
    RouterFunction<ServerResponse> opsmonPersonalDataRoutes(
            ApiRoutes api,
            ObjectProvider<PersonalDataPart> parts,
            ApplicationEventPublisher events,
            AccessAudit audit) {
        return new PersonalDataRoutes(api, parts.orderedStream().toList(), events, audit).routes();
    }
}
