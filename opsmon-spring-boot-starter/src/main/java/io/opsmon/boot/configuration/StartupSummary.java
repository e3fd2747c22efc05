package io.opsmon.boot.configuration;

import io.opsmon.backup.Backups;
import io.opsmon.boot.http.InstanceProperties;
import io.opsmon.boot.log.ChainProperties;
import io.opsmon.boot.web.Capability;
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
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

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
                log.info("{}", text());
            }
        } catch (RuntimeException failure) {
            log.debug("Failed to summarize the start", failure);
        }
    }

    private String text() {
        List<String> capabilities = capabilities();
        StringBuilder text = new StringBuilder("opsmon is ready: ")
                .append(capabilities.isEmpty() ? "no capability is enabled" : String.join(", ", capabilities));
        if (has(Capability.class)) {
            text.append(". Console: ").append(console());
        }
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            text.append(". Not set: ").append(String.join(", ", missing));
        }
        return text.toString();
    }

    private List<String> capabilities() {
        List<String> capabilities = new ArrayList<>();
        if (has(OperationLogRecorder.class)) {
            capabilities.add("operation logs");
        }
        if (has(LoginLogRecorder.class)) {
            capabilities.add("login logs");
        }
        if (has(OnlineUserRegistry.class)) {
            capabilities.add("online users");
        }
        if (has(Backups.class)) {
            capabilities.add("backups");
        }
        return capabilities;
    }

    private boolean has(Class<?> type) {
        return beans.getBeanNamesForType(type, true, false).length > 0;
    }

    private String console() {
        String path = environment.getProperty("server.servlet.context-path", "")
                + environment.getProperty("opsmon.web.base-path", "/opsmon") + "/";
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
}
