package io.opsmon.boot.web;

import java.util.List;

/**
 * The routes of one part of the API. Beans of this type are the API's route table, in any order.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface RouteGroup {

    /**
     * Returns the routes. Called once at the start.
     *
     * @return the routes
     */
    List<ApiRoute> routes();
}
