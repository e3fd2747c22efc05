package io.opsmon.benchmarks;

/** The business method, as cheap as can be; each variant is annotated for one of the peers. */
public interface Work {

    /** Something with a constant description and no payload. */
    int plain(long id);

    /** Something with two expressions in its description and a small argument to be captured. */
    int change(long id, PriceChange change);
}
