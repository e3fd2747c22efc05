package io.opsmon.boot;

import io.opsmon.internal.http.HttpExchangeAccessor;
import io.opsmon.operationlog.context.OperationLogContextAccessor;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

/**
 * Registers the resources and types that a native image of opsmon needs beyond the bean definitions: changelogs,
 * console, OpenAPI document and messages. Hosts register the classes of the objects that they record.
 */
final class OpsmonRuntimeHints implements RuntimeHintsRegistrar {

    OpsmonRuntimeHints() {}

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        hints.resources().registerPattern("io/opsmon/schema/*.xml");
        hints.resources().registerPattern("META-INF/spring-configuration-metadata.json");
        hints.resources().registerPattern("io/opsmon/console/**");
        hints.resources().registerPattern("io/opsmon/boot/web/openapi/openapi.json");
        hints.resources().registerPattern("io/opsmon/internal/client/user-agents.yaml");
        hints.resources().registerPattern("ua_parser/regexes.yaml");
        hints.resources().registerResourceBundle("io.opsmon.operationlog.messages");
        hints.resources().registerResourceBundle("io.opsmon.loginlog.mail");
        if (ClassUtils.isPresent("io.micrometer.context.ThreadLocalAccessor", classLoader)) {
            hints.resources().registerPattern("META-INF/services/io.micrometer.context.ThreadLocalAccessor");
            hints.reflection()
                    .registerType(OperationLogContextAccessor.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS)
                    .registerType(HttpExchangeAccessor.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
        }
    }
}
