package io.opsmon.hosts.ownsignin;

import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.OperatorResolver;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/** The lines of the host for opsmon: the signed-in user as operator, and as caller of the console. */
@Configuration
class OpsmonConfiguration {

    private static @Nullable String user() {
        @Nullable RequestAttributes request = RequestContextHolder.getRequestAttributes();
        return request == null ? null : (String) request.getAttribute("user", RequestAttributes.SCOPE_SESSION);
    }

    @Bean
    OperatorResolver operatorResolver() {
        return () -> {
            @Nullable String user = user();
            return user == null ? null : Operator.of(user);
        };
    }

    @Bean
    OpsmonAccess opsmonAccess() {
        return new OpsmonAccess() {
            @Override
            public @Nullable String username() {
                return user();
            }

            @Override
            public boolean isGranted(String permission) {
                return "admin".equals(user());
            }
        };
    }
}
