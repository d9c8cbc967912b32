package hotseat.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountTest {
    @Test
    void itIsFullBeyondItsBoundUntilSomethingIsDealtWith() {
        var account = new Account(1_000, 1_000);
        account.add(1_000);
        assertThat(account.isFull()).isFalse();
        account.add(1);
        assertThat(account.isFull()).isTrue();
        account.add(-60);
        assertThat(account.isFull()).isFalse();
    }

    @Test
    void whileItIsFullEachHolderMayHaveAnEqualShare() {
        var account = new Account(1_000, 1_000);
        account.enter();
        account.enter();
        account.enter();
        account.leave();
        account.add(1_000);
        assertThat(account.allows(1_000)).as("not full yet").isTrue();
        account.add(1);
        assertThat(account.allows(500)).isTrue();
        assertThat(account.allows(501)).isFalse();
    }

    @Test
    void aShareIsBoundedHoweverFewThereAre() {
        var account = new Account(1_000, 10);
        account.enter();
        account.add(1_001); // of one that has left, mostly
        assertThat(account.allows(10)).isTrue();
        assertThat(account.allows(11)).isFalse();
    }
}
