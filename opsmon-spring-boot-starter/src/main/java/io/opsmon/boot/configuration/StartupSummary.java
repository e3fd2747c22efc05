package io.opsmon.boot.configuration;

import io.opsmon.backup.Backups;
import io.opsmon.boot.http.InstanceProperties;
import io.opsmon.boot.log.keeping.ChainProperties;
import io.opsmon.boot.web.Capability;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.client.UserAgentParser;
import io.opsmon.datachange.internal.jdbc.JdbcDataChanges;
import io.opsmon.internal.library.OptionalLibrary;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.operationlog.OperationLogRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/** The only line that opsmon logs at level INFO during a successful start. The line creates no bean. Thread-safe. */
final class StartupSummary implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger log = LoggerFactory.getLogger(StartupSummary.class);

    private final ListableBeanFactory beans;
    private final Environment environment;
    private final ObjectProvider<InstanceProperties> instance;
    private final ObjectProvider<ChainProperties> chain;
    private final AtomicBoolean isLogged = new AtomicBoolean();

    StartupSummary(
            ListableBeanFactory beans,
            Environment environment,
            ObjectProvider<InstanceProperties> instance,
            ObjectProvider<ChainProperties> chain) {
        this.beans = beans;
        this.environment = environment;
        this.instance = instance;
        this.chain = chain;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        try {
            // A child context, of the management server for example, is ready too.
            if (log.isInfoEnabled() && isLogged.compareAndSet(false, true)) {
                log.info("{}", text(event));
            }
        } catch (RuntimeException failure) {
            log.debug("Failed to summarize the start", failure);
        }
    }

    private String text(ApplicationReadyEvent event) {
        List<String> capabilities = capabilities();
        StringBuilder text = new StringBuilder("opsmon is ready: ")
                .append(capabilities.isEmpty() ? "no capability is enabled" : String.join(", ", capabilities));
        @Nullable String console = console(event);
        if (console != null) {
            text.append(". Console: ").append(console);
        }
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            text.append(". Not set: ").append(String.join(", ", missing));
        }
        List<String> absent = absent();
        if (!absent.isEmpty()) {
            text.append(". Not on the class path: ").append(String.join(", ", absent));
        }
        return text.toString();
    }

    private List<String> capabilities() {
        List<String> capabilities = new ArrayList<>();
        if (has(OperationLogRecorder.class)) {
            capabilities.add("operation logs");
        }
        if (has(JdbcDataChanges.class)) {
            capabilities.add("data changes");
        }
        if (has(LoginLogRecorder.class)) {
            capabilities.add("login logs");
        }
        if (has(OnlineUserRegistry.class)) {
            capabilities.add("online users");
        }
        if (OptionalLibrary.BACKUP.isPresent() && has(Backups.class)) {
            capabilities.add("backups");
        }
        return capabilities;
    }

    private boolean has(Class<?> type) {
        return beans.getBeanNamesForType(type, true, false).length > 0;
    }

    /** Returns the address of the console, or the reason why there is no console; null without a web server. */
    private @Nullable String console(ApplicationReadyEvent event) {
        if (has(Capability.class)) {
            return address(event);
        }
        @Nullable WebApplicationType type = event.getSpringApplication().getWebApplicationType();
        if (type == null || type == WebApplicationType.NONE) {
            return null;
        }
        if (!environment.getProperty("opsmon.web.enabled", Boolean.class, true)) {
            return "off, because opsmon.web.enabled is false";
        }
        if (!has(OpsmonAccess.class)) {
            return "off, because Spring Security is not present. Add Spring Security, define a bean of type OpsmonAccess,"
                    + " or set opsmon.web.access=permit-all to open the console to this machine";
        }
        return type == WebApplicationType.REACTIVE || hasSpringMvc(event)
                ? "off, because no capability is enabled"
                : "off, because the console needs Spring MVC, for example spring-boot-starter-webmvc";
    }

    private static boolean hasSpringMvc(ApplicationReadyEvent event) {
        return ClassUtils.isPresent(
                "org.springframework.web.servlet.function.RouterFunction",
                event.getApplicationContext().getClassLoader());
    }

    private String address(ApplicationReadyEvent event) {
        boolean isReactive = event.getSpringApplication().getWebApplicationType() == WebApplicationType.REACTIVE;
        String context = isReactive ? "spring.webflux.base-path" : "server.servlet.context-path";
        String base = environment.getProperty("opsmon.web.base-path", "/opsmon");
        // The container takes "/" for no path, too.
        String path = StringUtils.trimTrailingCharacter(environment.getProperty(context, ""), '/') + base + "/";
        @Nullable String port = environment.getProperty("local.server.port");
        return port == null ? path : (isTls() ? "https" : "http") + "://localhost:" + port + path;
    }

    private boolean isTls() {
        return environment.getProperty("server.ssl.enabled", Boolean.class, true)
                && (environment.containsProperty("server.ssl.bundle")
                        || environment.containsProperty("server.ssl.key-store")
                        || environment.containsProperty("server.ssl.certificate"));
    }

    /** Properties without which something works less well than an operator may expect. */
    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        @Nullable ChainProperties seals = chain.getIfAvailable();
        if (seals != null && seals.keys().isEmpty()) {
            missing.add("opsmon.chain.keys (seals are not signed)");
        }
        @Nullable InstanceProperties own = instance.getIfAvailable();
        if (own != null && own.sessionReferenceKey() == null) {
            missing.add("opsmon.session-reference-key (references differ between nodes and after a restart)");
        }
        return missing;
    }

    /** Returns the libraries that are not on the class path, with the effect. */
    private List<String> absent() {
        List<String> absent = new ArrayList<>();
        if (has(LoginLogRecorder.class) && !has(UserAgentParser.class)) {
            absent.add("com.github.ua-parser:uap-java (sign-ins have no browser and system)");
        }
        if (!OptionalLibrary.BACKUP.isPresent()
                && environment.getProperty("opsmon.backup.enabled", Boolean.class, false)) {
            absent.add("io.opsmon:opsmon-backup-spring-boot-starter (no backups)");
        }
        return absent;
    }
}
