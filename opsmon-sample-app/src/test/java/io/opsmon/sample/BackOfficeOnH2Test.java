package io.opsmon.sample;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "spring.datasource.url=jdbc:h2:mem:back-office;DB_CLOSE_DELAY=-1")
class BackOfficeOnH2Test extends BackOfficeContract {}
