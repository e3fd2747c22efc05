package io.opsmon.boot.log.keeping;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonDatabaseAutoConfiguration;
import io.opsmon.boot.database.OpsmonSchema;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.http.Instance;
import io.opsmon.boot.http.InstanceProperties;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.SealArchive;
import io.opsmon.chain.internal.SealFile;
import io.opsmon.log.internal.Pseudonyms;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/** Auto-configuration of the keys and seals of all logs. */
@AutoConfiguration(after = OpsmonDatabaseAutoConfiguration.class)
@ConditionalOnBean(OpsmonDatabase.class)
@EnableConfigurationProperties({ChainProperties.class, InstanceProperties.class})
public final class ChainAutoConfiguration {

    ChainAutoConfiguration() {}

    /** The schema of chains, seals, maintenance locks and positions of exporters. */
    @Bean
    static OpsmonSchema opsmonChainSchema() {
        return new OpsmonSchema("chain");
    }

    @Bean
    @Lazy
    @ConditionalOnMissingBean
    Sealer opsmonSealer(ChainProperties properties, Problems problems) {
        return problems.orElse("tamper-evidence", properties::toSealer, failure -> new Sealer(List.of()));
    }

    /** Creates the pseudonyms; absent without a key, or with a key that is too short. */
    @Bean
    @Lazy
    @Nullable
    Pseudonyms opsmonPseudonyms(InstanceProperties properties, Environment environment, Problems problems) {
        @Nullable
        String key = properties.pseudonymKey() != null
                ? properties.pseudonymKey()
                : environment.getProperty("opsmon.operation-log.pseudonym-key");
        if (key == null) {
            return null;
        }
        return problems.orElse(
                        "personal-data",
                        () -> Optional.of(new Pseudonyms(key.getBytes(StandardCharsets.UTF_8))),
                        failure -> Optional.<Pseudonyms>empty())
                .orElse(null);
    }

    @Bean
    @Lazy
    @ConditionalOnProperty("opsmon.chain.seal-file")
    SealArchive opsmonSealFile(ChainProperties properties) {
        return new SealFile(Objects.requireNonNull(properties.sealFile()));
    }

    @Bean
    @Lazy
    LogKeeping opsmonLogKeeping(
            OpsmonDatabase database,
            Instance instance,
            Sealer sealer,
            ObjectProvider<SealArchive> archives,
            ObjectProvider<Pseudonyms> pseudonyms,
            ObjectProvider<Clock> clock,
            ApplicationEventPublisher events,
            ChainProperties properties,
            Problems problems) {
        return new LogKeeping(
                database,
                instance,
                sealer,
                archives.orderedStream().toList(),
                pseudonyms.getIfAvailable(),
                clock.getIfUnique(Clock::systemUTC),
                events,
                properties,
                problems);
    }
}
