package io.opsmon.datachange.internal.undo;

import java.util.List;

/**
 * An undo was refused, and no row was changed.
 *
 * @since 0.1
 */
public final class UndoRefusedException extends RuntimeException {

    /** The reasons. */
    private final transient List<UndoPlan.Obstacle> obstacles;

    UndoRefusedException(List<UndoPlan.Obstacle> obstacles) {
        super("The undo was refused: " + obstacles);
        this.obstacles = List.copyOf(obstacles);
    }

    /**
     * Returns the reasons.
     *
     * @return at least one reason
     */
    public List<UndoPlan.Obstacle> obstacles() {
        return obstacles;
    }
}
