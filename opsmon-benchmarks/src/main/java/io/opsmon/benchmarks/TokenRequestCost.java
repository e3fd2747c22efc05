package io.opsmon.benchmarks;

import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import java.util.Arrays;

/**
 * Measures the cost of token sessions for a request. The filters of a host with opsmon and of the same host without
 * opsmon run in turn, on one thread. The rounds are short, so that the load of the machine is the same for both. The
 * medians of the rounds count. One session is terminated, so that each request looks for terminated tokens.
 */
final class TokenRequestCost {

    private static final int TOKENS = 1_000;
    private static final int WARM_UP = 300_000;
    private static final int REQUESTS = 10_000;
    private static final int ROUNDS = 201;

    private TokenRequestCost() {}

    public static void main(String[] arguments) throws Exception {
        try (TokenHost with = TokenHost.start(TOKENS, true, null);
                TokenHost without = TokenHost.start(TOKENS, false, null)) {
            if (without.filterCount() != 1
                    || without.context()
                                    .getBeanProvider(OnlineUserRegistry.class)
                                    .getIfAvailable()
                            != null) {
                throw new IllegalStateException("opsmon is not off: " + without.filterCount() + " filters");
            }
            run(with, 0, WARM_UP);
            run(without, 0, WARM_UP);
            OnlineUserRegistry registry = with.context().getBean(OnlineUserRegistry.class);
            registry.flush();
            long listed = registry.find(OnlineUserQuery.ALL).total();
            if (listed != TOKENS) {
                throw new IllegalStateException(listed + " of " + TOKENS + " tokens are sessions");
            }
            registry.kick(
                    registry.find(OnlineUserQuery.ofUser(TokenHost.user(0)))
                            .items()
                            .get(0)
                            .ref(),
                    "boss",
                    null);
            if (with.request(0) != 401) {
                throw new IllegalStateException("a terminated token is accepted");
            }
            double[] on = new double[ROUNDS];
            double[] off = new double[ROUNDS];
            double[] more = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                on[i] = run(with, 1, REQUESTS);
                off[i] = run(without, 1, REQUESTS);
                more[i] = on[i] - off[i];
            }
            Arrays.sort(on);
            Arrays.sort(off);
            Arrays.sort(more);
            System.out.printf(
                    "a request with a token: without %.2f µs, with %.2f µs: %.2f µs%n",
                    off[ROUNDS / 2], on[ROUNDS / 2], more[ROUNDS / 2]);
        }
    }

    /** Returns microseconds per request, for all tokens from one on. */
    private static double run(TokenHost host, int first, int requests) throws Exception {
        int served = 0;
        long start = System.nanoTime();
        for (int i = 0; i < requests; i++) {
            if (host.request(first + i % (TOKENS - first)) == 200) {
                served++;
            }
        }
        double micros = (System.nanoTime() - start) / 1e3 / requests;
        if (served != requests) {
            throw new IllegalStateException(served + " of " + requests + " requests were served");
        }
        return micros;
    }
}
