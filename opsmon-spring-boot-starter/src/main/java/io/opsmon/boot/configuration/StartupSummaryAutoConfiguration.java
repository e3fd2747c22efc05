package io.opsmon.boot.configuration;

import io.opsmon.boot.http.InstanceProperties;
import io.opsmon.boot.log.keeping.ChainProperties;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Logs once, at the end of the start, which capabilities are enabled and where the console is. */
@AutoConfiguration
public final class StartupSummaryAutoConfiguration {

    StartupSummaryAutoConfiguration() {}

    @Bean
    static ApplicationListener<ApplicationReadyEvent> opsmonStartupSummary(
            ListableBeanFactory beans,
            Environment environment,
            ObjectProvider<InstanceProperties> instance,
            ObjectProvider<ChainProperties> chain) {
        return new StartupSummary(beans, environment, instance, chain);
    }
}
