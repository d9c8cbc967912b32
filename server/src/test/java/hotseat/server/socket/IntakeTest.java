package hotseat.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IntakeTest {
    @Test
    void itIsFullBeyondItsBoundUntilSomethingIsDealtWith() {
        var intake = new Intake(100);
        intake.add(60);
        intake.add(40);
        assertThat(intake.isFull()).isFalse();
        intake.add(1);
        assertThat(intake.isFull()).isTrue();
        intake.add(-60);
        assertThat(intake.isFull()).isFalse();
    }
}
