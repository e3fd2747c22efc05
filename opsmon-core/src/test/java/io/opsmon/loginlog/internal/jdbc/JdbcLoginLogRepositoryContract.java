package io.opsmon.loginlog.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.chain.Finding;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.PersonalData;
import io.opsmon.log.ValueCount;
import io.opsmon.log.internal.Pseudonyms;
import io.opsmon.log.internal.RetentionBounds;
import io.opsmon.log.internal.archive.LogArchive;
import io.opsmon.log.internal.jdbc.JdbcLegalHolds;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.log.internal.jdbc.JdbcPersonalData;
import io.opsmon.loginlog.LoginLogDefinition;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.LoginLogRepositoryContract;
import io.opsmon.loginlog.TestLogins;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The contract of a database repository, in addition to the contract of all repositories: integrity chains and
 * retention, which login logs share with operation logs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcLoginLogRepositoryContract extends LoginLogRepositoryContract {

    private static final Clock CLOCK = Clock.fixed(TestLogins.NOON.plusSeconds(3_600), ZoneOffset.UTC);

    private final DataSource pool = pool();
    private final MigratedDataSource dataSource =
            new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("chain", "login-log")), SchemaMode.MIGRATE);
    private final JdbcTemplate sql = new JdbcTemplate(dataSource);
    private final Sealer sealer =
            new Sealer(List.of(SealKey.hmac("k1", Base64.getEncoder().encodeToString(new byte[32]))));
    private JdbcLogChain<LoginLogEntry> chain = newChain();

    abstract DataSource pool();

    private JdbcLogChain<LoginLogEntry> newChain() {
        return new JdbcLogChain<>(LoginLogDefinition.LOGIN_LOG, dataSource, "node-1", sealer, List.of(), CLOCK);
    }

    private void empty() {
        chain = newChain();
        List.of("opsmon_login_log", "opsmon_chain", "opsmon_seal", "opsmon_finding", "opsmon_hold")
                .forEach(table -> sql.execute("DELETE FROM " + table));
    }

    @Override
    protected LoginLogRepository emptyRepository() {
        empty();
        return new JdbcLoginLogRepository(dataSource, Duration.ofSeconds(10), null);
    }

    private LoginLogRepository chained() {
        empty();
        LoginLogRepository repository = new JdbcLoginLogRepository(dataSource, Duration.ofSeconds(10), chain);
        repository.saveAll(IntStream.range(0, 20)
                .mapToObj(i -> i % 2 == 0
                        ? TestLogins.complete()
                        : TestLogins.success(TestLogins.NOON.plusSeconds(i), "user" + i))
                .toList());
        chain.keep();
        return repository;
    }

    @Test
    void verifiesWhatWasWritten() {
        chained();

        assertThat(chain.verify(count -> {}).isIntact()).isTrue();
        assertThat(chain.verify(count -> {}).verified()).isEqualTo(20);
    }

    @Test
    void namesALoginThatWasChangedAndOneThatWasRemoved() {
        chained();
        sql.update("UPDATE opsmon_login_log SET client_ip = '10.1.1.1' WHERE chain_seq = 7");
        sql.update("DELETE FROM opsmon_login_log WHERE chain_seq = 12");

        assertThat(chain.verify(count -> {}).findings())
                .extracting(Finding::kind, Finding::sequence)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(Finding.Kind.ALTERED, 7L),
                        org.assertj.core.groups.Tuple.tuple(Finding.Kind.MISSING, 12L));
    }

    @Test
    void retentionArchivesAndKeepsTheChainVerifiable(@TempDir Path archives) throws IOException {
        LoginLogRepository repository = chained();
        LogArchive<LoginLogEntry> archive = new LogArchive<>(LoginLogDefinition.LOGIN_LOG, archives, sealer, CLOCK);

        long removed = new JdbcLogRetention<>(LoginLogDefinition.LOGIN_LOG, dataSource, sealer, archive, 4, CLOCK)
                .enforce(new RetentionBounds(null, 5L, 4));

        assertThat(removed).isPositive();
        assertThat(archive.list()).isNotEmpty();
        assertThat(repository.find(LoginLogFilter.ALL).total().value()).isEqualTo(20 - removed);
        assertThat(chain.verify(count -> {}).isIntact()).isTrue();
        java.util.List<LoginLogEntry> archived = new java.util.ArrayList<>();
        for (Path file : archive.list()) {
            LogArchive.read(LoginLogDefinition.LOGIN_LOG, file, archived::add);
        }
        assertThat(archived).hasSize((int) removed);
    }

    private JdbcPersonalData<LoginLogEntry> personalData() {
        return new JdbcPersonalData<>(
                LoginLogDefinition.LOGIN_LOG,
                dataSource,
                sealer,
                new Pseudonyms(new byte[16]),
                new JdbcLegalHolds(LoginLogDefinition.LOGIN_LOG, dataSource, sealer, CLOCK));
    }

    private static List<LoginLogEntry> all(LoginLogRepository repository) {
        List<LoginLogEntry> entries = new ArrayList<>();
        repository.stream(LoginLogFilter.ALL, entries::add);
        return entries;
    }

    @Test
    void reportsTheEntriesAboutAPerson() {
        chained();

        PersonalData.Report report = personalData().report("mallory");

        assertThat(report.count()).isEqualTo(10);
        assertThat(report.first()).isEqualTo(TestLogins.NOON);
        assertThat(report.last()).isEqualTo(TestLogins.NOON);
        assertThat(report.kinds()).containsExactly(new ValueCount("LOGIN", 10, 10));
        assertThat(report.addresses()).containsExactly("89.160.20.113");
        assertThat(report.userAgents()).containsExactly("Mozilla/5.0");
        assertThat(report.asActor()).isZero();
        assertThat(personalData().report("root").asActor()).isEqualTo(10);
        assertThat(personalData().report("root").count()).isZero();
    }

    @Test
    void givesAPersonOnePseudonymAndStaysVerifiable() {
        LoginLogRepository repository = chained();

        assertThat(personalData().remove("mallory", PersonalData.Removal.PSEUDONYMISE))
                .isEqualTo(10);

        List<LoginLogEntry> changed = all(repository).stream()
                .filter(entry -> String.valueOf(entry.username()).startsWith("pseudonym-"))
                .toList();
        assertThat(changed).hasSize(10).allSatisfy(entry -> {
            assertThat(entry.username()).isEqualTo(new Pseudonyms(new byte[16]).of("mallory"));
            assertThat(entry.client()).isNull();
            assertThat(entry.sessionReference()).isNull();
            assertThat(entry.actor()).isEqualTo("root");
            assertThat(entry.message()).isEqualTo("Bad credentials 密码");
        });
        assertThat(chain.verify(count -> {}).findings()).isEmpty();
        assertThat(personalData().report("mallory").count()).isZero();
        assertThat(personalData().remove("mallory", PersonalData.Removal.ERASE)).isZero();
        assertThat(personalData().remove(Objects.requireNonNull(changed.get(0).username()), PersonalData.Removal.ERASE))
                .isEqualTo(10);
        assertThat(all(repository).toString()).doesNotContain("密码", "mallory");
        assertThat(chain.verify(count -> {}).findings()).isEmpty();
    }

    @Test
    void erasesAPersonAndStaysVerifiable() {
        LoginLogRepository repository = chained();
        LoginLogEntry other = TestLogins.success(TestLogins.NOON, "other");
        repository.saveAll(List.of(other));

        assertThat(personalData().remove("mallory", PersonalData.Removal.ERASE)).isEqualTo(10);

        assertThat(all(repository).toString())
                .doesNotContain("mallory", "89.160.20.113", "Mozilla", "Linköping", "密码", "0123456789abcdef")
                .contains("(erased)", "user1");
        assertThat(repository.findById(other.id()).orElseThrow().username()).isEqualTo("other");
        chain.keep();
        assertThat(chain.verify(count -> {}).findings()).isEmpty();
    }

    @Test
    void removesOnlyTheNameOfAnActorFromEntriesOfOthers() {
        LoginLogRepository repository = chained();

        assertThat(personalData().remove("root", PersonalData.Removal.ERASE)).isEqualTo(10);

        assertThat(all(repository).stream().filter(entry -> entry.actor() != null))
                .hasSize(10)
                .allSatisfy(entry -> {
                    assertThat(entry.actor()).startsWith("pseudonym-");
                    assertThat(entry.username()).isEqualTo("mallory");
                    assertThat(entry.client()).isNotNull();
                    assertThat(entry.message()).isEqualTo("Bad credentials 密码");
                });
        assertThat(chain.verify(count -> {}).findings()).isEmpty();
    }

    @Test
    void comparesNamesExactly() {
        LoginLogRepository repository = chained();
        List<String> others = List.of("Ada", "ada ", "àda", "ａda", "adа");
        repository.saveAll(others.stream()
                .map(name -> TestLogins.success(TestLogins.NOON, name))
                .toList());
        repository.saveAll(List.of(TestLogins.success(TestLogins.NOON, "ada")));

        assertThat(personalData().remove("ada", PersonalData.Removal.ERASE)).isEqualTo(1);

        assertThat(all(repository)).extracting(LoginLogEntry::username).containsAll(others);
    }

    @Test
    void removesTheDataOfMoreEntriesThanABatchHas() {
        LoginLogRepository repository = chained();
        repository.saveAll(IntStream.range(0, 1_003)
                .mapToObj(i -> TestLogins.success(TestLogins.NOON.plusSeconds(i / 3), "ada"))
                .toList());

        assertThat(personalData().remove("ada", PersonalData.Removal.PSEUDONYMISE))
                .isEqualTo(1_003);
        assertThat(personalData().remove(new Pseudonyms(new byte[16]).of("ada"), PersonalData.Removal.ERASE))
                .isEqualTo(1_003);

        assertThat(personalData().report("ada").count()).isZero();
        chain.keep();
        assertThat(chain.verify(count -> {}).findings()).isEmpty();
    }
}
