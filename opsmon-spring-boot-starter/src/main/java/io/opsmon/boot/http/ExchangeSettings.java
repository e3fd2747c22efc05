package io.opsmon.boot.http;

import io.opsmon.http.SessionReference;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.masking.Masking;
import java.util.List;

/**
 * The rules by which the facts of exchanges are read.
 *
 * @param addresses resolves the addresses of clients
 * @param sessions calculates the references to sessions
 * @param masking masks secrets of paths and queries
 * @param customizers add attributes to exchanges
 */
record ExchangeSettings(
        ClientAddressResolver addresses,
        SessionReference sessions,
        Masking masking,
        List<ExchangeCustomizer> customizers) {}
