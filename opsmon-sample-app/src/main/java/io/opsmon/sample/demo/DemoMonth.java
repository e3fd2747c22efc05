package io.opsmon.sample.demo;

import io.opsmon.client.ClientHints;
import io.opsmon.http.HttpFacts;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.Outcome;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginMethod;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.Source;
import io.opsmon.recording.Consistency;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * Fills the logs with thirty days of history, once, with the profile {@code demo}. The days have office hours, busy
 * Mondays, an evening of password guessing, and a terminated session. Records entries with the same API that a host
 * uses for operations that no annotation describes.
 */
@Component
@Profile("demo")
class DemoMonth implements ApplicationRunner {

    private static final int DAYS = 30;
    private static final int OPERATIONS_A_DAY = 140;

    /** Fewer entries than this are the first data of an empty back office. */
    private static final long FIRST_DATA = 100;

    private static final String GUESSER = "185.220.101.34";
    private static final List<Person> PEOPLE = List.of(
            new Person(
                    "clerk",
                    "81.2.69.160",
                    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"
                            + " (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"),
            new Person(
                    "admin",
                    "89.160.20.112",
                    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"
                            + " (KHTML, like Gecko) Version/18.5 Safari/605.1.15"),
            new Person(
                    "auditor",
                    "175.16.199.3",
                    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X)"
                            + " AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"));
    private static final List<Goods> GOODS = List.of(
            new Goods("TEA-ASSAM", "Assam, loose leaf, 250 g", "8.90"),
            new Goods("TEA-SENCHA", "Sencha, first flush, 100 g", "12.50"),
            new Goods("TEA-OOLONG", "Milk oolong, 100 g", "14.20"),
            new Goods("COF-YIRGA", "Yirgacheffe, whole bean, 500 g", "15.80"),
            new Goods("COF-HUILA", "Huila, whole bean, 1 kg", "24.00"),
            new Goods("KET-GOOSE", "Gooseneck kettle, 1 l", "69.00"));
    private static final List<String> REASONS = List.of("supplier price", "spring offer", "typing error");

    private final Random random = new Random(20_260_101);
    private final OperationLogRepository repository;
    private final OperationLogRecorder operations;
    private final LoginLogRecorder logins;
    private final Clock clock;
    private final Map<String, BigDecimal> prices = new HashMap<>();
    private int orders = 3_000;

    DemoMonth(
            OperationLogRepository repository, OperationLogRecorder operations, LoginLogRecorder logins, Clock clock) {
        this.repository = repository;
        this.operations = operations;
        this.logins = logins;
        this.clock = clock;
    }

    /** A member of the staff, with the usual client. */
    private record Person(String name, String address, String userAgent) {

        LoginClient client() {
            return new LoginClient(address, userAgent, ClientHints.NONE);
        }
    }

    private record Goods(String sku, String name, String price) {}

    /** The facts in which the operations differ. */
    private record Deed(
            String module,
            String action,
            String description,
            String method,
            String path,
            Resource resource,
            List<Change> changes,
            @Nullable String reason,
            @Nullable String failure) {}

    @Override
    public void run(ApplicationArguments arguments) {
        long known = repository
                .find(OperationLogFilter.ALL, LogPageRequest.first(1))
                .total()
                .value();
        if (known > FIRST_DATA) {
            return;
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        for (int ago = DAYS; ago >= 0; ago--) {
            day(today.minusDays(ago), ago);
        }
    }

    private void day(LocalDate day, int ago) {
        boolean isWeekend = day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
        double busy = isWeekend ? 0.15 : day.getDayOfWeek() == DayOfWeek.MONDAY ? 1.4 : 1;
        Instant morning = day.atTime(7, 0).toInstant(ZoneOffset.UTC);
        for (Person person : PEOPLE) {
            Instant begin = morning.plusSeconds(random.nextInt(5_400));
            if (isPast(begin) && (!isWeekend || random.nextInt(4) == 0)) {
                workday(person, begin);
            }
        }
        long many = Math.round(OPERATIONS_A_DAY * busy * (0.8 + random.nextDouble() * 0.4));
        LongStream.generate(this::officeSecond)
                .limit(many)
                .sorted()
                .mapToObj(morning::plusSeconds)
                .filter(this::isPast)
                .forEach(this::operation);
        if (ago == 9) {
            guesses(day.atTime(21, 40).toInstant(ZoneOffset.UTC));
        }
    }

    /** A second of the office day; most work is done before and after lunch. */
    private long officeSecond() {
        double hours = random.nextBoolean() ? 3 + random.nextGaussian() * 1.1 : 7.5 + random.nextGaussian() * 1.3;
        return (long) (Math.max(0, Math.min(11, hours)) * 3_600);
    }

    private void workday(Person person, Instant begin) {
        if (random.nextInt(6) == 0) {
            logins.record(Login.failure(person.name(), FailureReason.BAD_CREDENTIALS)
                    .method(LoginMethod.FORM)
                    .client(person.client())
                    .at(begin.minusSeconds(20)));
        }
        logins.record(Login.success(person.name())
                .method(LoginMethod.FORM)
                .client(person.client())
                .at(begin));
        Instant end = begin.plus(Duration.ofHours(8)).plusSeconds(random.nextInt(3_600));
        if (isPast(end)) {
            logins.record(Login.of(LoginEvent.LOGOUT, person.name())
                    .client(person.client())
                    .at(end));
        }
    }

    /** The last day of the history is today, which has not ended yet. */
    private boolean isPast(Instant time) {
        return time.isBefore(clock.instant());
    }

    /** Records password guesses against an account, and the end of its session afterwards. */
    private void guesses(Instant begin) {
        LoginClient client = new LoginClient(GUESSER, "python-requests/2.32.3", ClientHints.NONE);
        for (int i = 0; i < 5; i++) {
            logins.record(Login.failure("admin", FailureReason.BAD_CREDENTIALS)
                    .method(LoginMethod.FORM)
                    .client(client)
                    .at(begin.plusSeconds(3L * i)));
        }
        logins.record(Login.of(LoginEvent.LOCK, "admin").client(client).at(begin.plusSeconds(14)));
        for (int i = 0; i < 10; i++) {
            logins.record(Login.failure("admin", FailureReason.TOO_MANY_ATTEMPTS)
                    .method(LoginMethod.FORM)
                    .client(client)
                    .at(begin.plusSeconds(15L + 4L * i)));
        }
        logins.record(Login.of(LoginEvent.KICK, "admin")
                .actor("auditor")
                .message("password guessing last night")
                .at(begin.plus(Duration.ofHours(11))));
    }

    private void operation(Instant at) {
        Person person = PEOPLE.get(random.nextInt(8) < 6 ? 0 : 1);
        Deed deed = deed();
        Duration duration = Duration.ofNanos((long) (800_000 * Math.exp(random.nextGaussian() * 1.2)) / 1_000 * 1_000);
        operations.record(
                new OperationLogEntry(
                        operations.nextId(at),
                        at,
                        random.nextInt(300) == 0 ? duration.plusMillis(2_400) : duration,
                        deed.module(),
                        deed.action(),
                        deed.description(),
                        deed.failure() == null ? Outcome.SUCCESS : Outcome.FAILURE,
                        deed.resource(),
                        Operator.of(person.name()),
                        new HttpFacts(
                                deed.method(),
                                deed.path(),
                                null,
                                deed.failure() == null ? 200 : 409,
                                person.address(),
                                person.userAgent(),
                                null),
                        null,
                        new Source("back-office", "node-1", "tomcat-handler-" + random.nextInt(20), null),
                        deed.failure() == null
                                ? null
                                : new Failure("io.opsmon.sample.BusinessException", deed.failure(), null),
                        null,
                        null,
                        deed.reason() == null ? Map.of() : Map.of("reason", deed.reason()),
                        deed.changes(),
                        null),
                Consistency.BUFFERED);
    }

    private Deed deed() {
        int dice = random.nextInt(100);
        Goods goods = GOODS.get(random.nextInt(GOODS.size()));
        String customer = "C-" + (1_001 + random.nextInt(60));
        if (dice < 45) {
            return order(goods, customer);
        }
        if (dice < 70) {
            String order = "O-" + (3_001 + random.nextInt(Math.max(1, orders - 3_000)));
            return new Deed(
                    "orders",
                    OperationAction.UPDATE,
                    "shipped order " + order,
                    "POST",
                    "/api/orders/" + order + "/shipment",
                    new Resource("order", order),
                    List.of(),
                    null,
                    null);
        }
        if (dice < 85) {
            return price(goods);
        }
        return new Deed(
                "customers",
                OperationAction.QUERY,
                "opened customer " + customer,
                "GET",
                "/api/customers/" + customer,
                new Resource("customer", customer),
                List.of(),
                null,
                null);
    }

    private Deed order(Goods goods, String customer) {
        int quantity = 1 + random.nextInt(24);
        if (random.nextInt(14) == 0) {
            String problem =
                    "Only " + random.nextInt(quantity) + " of " + goods.name() + " are in stock, not " + quantity;
            return new Deed(
                    "orders",
                    OperationAction.CREATE,
                    "could not place an order for customer " + customer + ": " + problem,
                    "POST",
                    "/api/orders",
                    new Resource("order", null),
                    List.of(),
                    null,
                    problem);
        }
        String number = "O-" + ++orders;
        BigDecimal total = new BigDecimal(goods.price()).multiply(BigDecimal.valueOf(quantity));
        return new Deed(
                "orders",
                OperationAction.CREATE,
                "placed order " + number + " for customer " + customer + ": " + total,
                "POST",
                "/api/orders",
                new Resource("order", number),
                List.of(),
                null,
                null);
    }

    private Deed price(Goods goods) {
        String reason = REASONS.get(random.nextInt(REASONS.size()));
        BigDecimal usual = new BigDecimal(goods.price());
        BigDecimal after = usual.add(BigDecimal.valueOf(random.nextInt(200) - 80, 2));
        @Nullable BigDecimal last = prices.put(goods.sku(), after);
        BigDecimal before = last == null ? usual : last;
        return new Deed(
                "products",
                OperationAction.UPDATE,
                "changed the price of " + goods.name() + " from " + before + " to " + after,
                "PUT",
                "/api/products/" + goods.sku() + "/price",
                new Resource("product", goods.sku()),
                List.of(new Change("price", "Price", Change.Type.CHANGED, before.toString(), after.toString())),
                reason,
                null);
    }
}
