package io.opsmon.benchmarks;

/** The business method, as cheap as possible; each variant is annotated for one of the peers. */
public interface Work {

    /** Runs with a constant description and no payload. */
    int plain(long id);

    /** Runs with two expressions in the description and a small argument to capture. */
    int change(long id, PriceChange change);
}
