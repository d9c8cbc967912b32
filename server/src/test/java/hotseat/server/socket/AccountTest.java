package hotseat.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountTest {
    @Test
    void itIsFullBeyondItsBoundUntilSomethingIsDealtWith() {
        var account = new Account(1_000);
        account.add(1_000);
        assertThat(account.isFull()).isFalse();
        account.add(1);
        assertThat(account.isFull()).isTrue();
        account.add(-60);
        assertThat(account.isFull()).isFalse();
    }
}
