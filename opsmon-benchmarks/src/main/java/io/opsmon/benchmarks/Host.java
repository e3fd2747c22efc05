package io.opsmon.benchmarks;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A host with opsmon on a database and one recorded bean, with default settings. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Host {

    @Bean
    Variants.Opsmon work() {
        return new Variants.Opsmon();
    }

    static ConfigurableApplicationContext start(String url, Map<String, Object> properties) {
        SpringApplication application = new SpringApplication(Host.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        Map<String, Object> all = new HashMap<>(properties);
        all.put("spring.datasource.url", url);
        all.put("spring.datasource.hikari.connection-timeout", "2000");
        all.put("logging.level.root", "WARN");
        all.put("spring.main.banner-mode", "off");
        application.setDefaultProperties(all);
        return application.run();
    }
}
