package io.opsmon.benchmarks;

import com.mzt.logapi.starter.annotation.EnableLogRecord;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans of hosts that run opsmon and its peers side by side; each host adds the targets of the peers' logs. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableLogRecord(tenant = "benchmarks")
class Peers {

    @Bean
    Variants.Opsmon opsmon() {
        return new Variants.Opsmon();
    }

    @Bean
    Variants.Mzt mzt() {
        return new Variants.Mzt();
    }

    @Bean
    Variants.RuoYi ruoyi() {
        return new Variants.RuoYi();
    }
}
