/*
 * Load for sync servers of Yjs documents: one thread, one epoll loop, up to 24,000 connections, hand-made updates. Speaks the y-websocket
 * protocol (sync and awareness in binary frames) and Hocuspocus' variant of it (the document's name before every message), so that one
 * client with one cost drives all servers. It polls instead of sleeping: no server pays for waking it.
 *
 *   load    rooms x clients; the first typists of each room type and move cursors at jittered times, open loop
 *   idle    rooms x clients that only renew their presence; memory, CPU; then all are reset and come back at once
 *   ingest  one writer streams a recorded history, an observer follows it
 *   join    joins of one room, again and again
 *
 * A delivery is an edit or a cursor that arrives at one other participant; its latency is from just before the writer's send to just after
 * the reader's recv. Only loopback addresses; everything is bounded. Prints one JSON object.
 *
 *   cc -O2 -o yload yload.c
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;

#define CID_BASE 0x50000000u
#define MAX_CONNS 24000
#define NSEC 1000000000ull

enum proto { P_YWS, P_HOCUS };
enum cstate { S_FREE, S_CONNECTING, S_HTTP, S_OPEN, S_SYNCED, S_CLOSED };

static u64 now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (u64)t.tv_sec * NSEC + (u64)t.tv_nsec;
}
static void die(const char *f, ...) {
  va_list a;
  va_start(a, f);
  fprintf(stderr, "yload: ");
  vfprintf(stderr, f, a);
  fprintf(stderr, "\n");
  va_end(a);
  exit(2);
}
static void *xrealloc(void *p, size_t n) {
  p = realloc(p, n);
  if (!p) die("out of memory");
  return p;
}
static u64 rng_s = 88172645463325252ull;
static u64 rnd(void) {
  rng_s ^= rng_s << 13;
  rng_s ^= rng_s >> 7;
  rng_s ^= rng_s << 17;
  return rng_s;
}
static double rnd01(void) { return (double)(rnd() >> 11) / 9007199254740992.0; }

/* ---------- histogram: log-linear, 64 sub-buckets per octave, microseconds */
#define HSUB 64
#define HBK (40 * HSUB)
typedef struct {
  u64 n, max, b[HBK];
} hist;
static int hidx(u64 v) {
  if (v < HSUB) return (int)v;
  int e = 63 - __builtin_clzll(v);          /* >= 6 */
  int i = (e - 5) * HSUB + (int)((v >> (e - 6)) & (HSUB - 1));
  return i < HBK ? i : HBK - 1;
}
static double hval(int i) {
  if (i < HSUB) return i;
  int e = i / HSUB + 5, s = i % HSUB;
  double lo = (double)((u64)(HSUB + s) << (e - 6));
  double w = (double)(1ull << (e - 6));
  return lo + w / 2;
}
static void hadd(hist *h, u64 us) {
  h->b[hidx(us)]++;
  h->n++;
  if (us > h->max) h->max = us;
}
static double hq(hist *h, double q) {
  if (!h->n) return 0;
  u64 t = (u64)(q * (double)h->n), c = 0;
  if (t >= h->n) t = h->n - 1;
  for (int i = 0; i < HBK; i++) {
    c += h->b[i];
    if (c > t) {
      double v = hval(i);
      return v > (double)h->max ? (double)h->max : v;
    }
  }
  return (double)h->max;
}
static void hprint(const char *name, hist *h) {
  printf("\"%s\":{\"n\":%llu,\"p50\":%.3f,\"p95\":%.3f,\"p99\":%.3f,\"p999\":%.3f,\"max\":%.3f}", name,
         (unsigned long long)h->n, hq(h, .5) / 1e3, hq(h, .95) / 1e3, hq(h, .99) / 1e3, hq(h, .999) / 1e3,
         (double)h->max / 1e3);
}

/* ---------- options */
static const char *o_mode = "load", *o_host = "127.0.0.1", *o_path = "/{room}", *o_prefix = "room";
static const char *o_roomsfile, *o_pids = "", *o_seed, *o_sv, *o_anchors, *o_file, *o_token = "t";
static const char *o_headers[16];
static int o_nheaders, o_port = 1234, o_rooms = 10, o_clients = 3, o_typists = -1, o_window = 128;
static int o_backspace = 10, o_active, o_count = 10, o_conc = 1, o_restart, o_ingwin = 400, o_srcips = 16, o_score = 0, o_ccore = 1, o_spin = 1, o_hold;
static u64 o_minbytes;
static double o_erate = 5, o_arate = 5, o_renew = 15, o_warm = 3, o_dur = 8, o_drain = 5, o_timeout = 60;
static enum proto proto = P_YWS;

/* ---------- connections */
typedef struct {
  u64 *t;
  u32 cap;
} tring; /* index -> send time */

typedef struct {
  u8 *b;
  u32 cap;
} bitmap;

typedef struct conn {
  int fd;
  u8 st, want_out, typist, dead_del;
  int room, idx, self;
  u32 clock, awclock, ndel, anchor, runlen;
  u8 *rb, *tb;
  u32 rlen, rcap, tlen, tcap, toff;
  u8 *fb;
  u32 flen, fcap, fop;
  tring ins, del, aw;
  u64 t_start, t_open, t_sync, sync_bytes;
  u32 retries;
  u64 retry_at;
  u64 rx_units, got;
  bitmap *had; /* per typist of the room and kind: what this client has received already */
} conn;

static conn *C;
static int nC, ep;
static char **room_path, **room_name; /* a path may be several, separated by spaces: client k uses number k, round robin */

static u8 *seed_upd, *seed_sv;
static size_t seed_len, sv_len;
static u32 (*anchors)[4];
static int n_anchors;

/* counters */
static struct {
  u64 rx_ins, rx_del, rx_aw, echo, rx_frames, rx_bytes, tx_frames, tx_bytes, sent_ins, sent_del, sent_aw;
  u64 dup, exp_ins, exp_del, exp_aw, server_closed, conn_err, http_err, retries, other, aw_removed, join_units, acks;
} K;
static hist h_edit, h_aw, h_join, h_lag;
static hist *cur_edit = &h_edit, *cur_aw = &h_aw, *cur_join = &h_join;
static u64 win_a = ~0ull, win_b = 0; /* latencies recorded for sends inside [win_a, win_b] */
static int n_synced, n_synced0, n_connecting, cold = 1, last_http;
static void on_msg(conn *c, int op, const u8 *p, size_t n, u64 now);
static void proto_open(conn *c);
static void proto_edit(conn *c, u64 now);
static void proto_aw(conn *c, u64 now);

static void ring_set(tring *r, u32 i, u64 t) {
  if (i >= r->cap) {
    u32 nc = r->cap ? r->cap * 2 : 64;
    while (nc <= i) nc *= 2;
    r->t = xrealloc(r->t, nc * sizeof(u64));
    memset(r->t + r->cap, 0, (nc - r->cap) * sizeof(u64));
    r->cap = nc;
  }
  r->t[i] = t;
}
/* set bit i; true when it was set before */
static int bit_set(bitmap *m, u32 i) {
  if (i / 8 >= m->cap) {
    u32 nc = i / 4 + 64;
    m->b = xrealloc(m->b, nc);
    memset(m->b + m->cap, 0, nc - m->cap);
    m->cap = nc;
  }
  int old = m->b[i / 8] >> (i & 7) & 1;
  m->b[i / 8] |= (u8)(1 << (i & 7));
  return old;
}
static u64 ring_get(tring *r, u32 i) { return i < r->cap ? r->t[i] : 0; }

static void set_events(conn *c) {
  struct epoll_event e = {.events = EPOLLIN | (c->want_out ? EPOLLOUT : 0), .data.ptr = c};
  epoll_ctl(ep, EPOLL_CTL_MOD, c->fd, &e);
}

static void conn_close(conn *c, int rst) {
  if (c->fd < 0) return;
  if (rst) {
    struct linger l = {1, 0};
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &l, sizeof l);
  }
  close(c->fd);
  c->fd = -1;
  if (c->st == S_CONNECTING || c->st == S_HTTP || c->st == S_OPEN) n_connecting--;
  if (c->st == S_SYNCED) n_synced--, n_synced0 -= c->idx == 0;
  c->st = S_CLOSED;
  c->rlen = c->tlen = c->toff = c->flen = 0;
  c->got = 0;
  c->want_out = 0;
}

static void conn_fail(conn *c, u64 now) {
  conn_close(c, 1);
  c->retries++;
  K.retries++;
  u64 back = 100000000ull << (c->retries < 5 ? c->retries : 5);
  c->retry_at = now + back;
  c->st = S_FREE;
}

static void raw_send(conn *c, const u8 *p, size_t n) {
  K.tx_bytes += n;
  if (c->tlen == c->toff) {
    c->tlen = c->toff = 0;
    ssize_t w = send(c->fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (w == (ssize_t)n) return;
    if (w < 0) {
      if (errno != EAGAIN && errno != EWOULDBLOCK) return; /* reported by the next read */
      w = 0;
    }
    p += w;
    n -= (size_t)w;
  }
  if (c->tlen + n > c->tcap) {
    c->tcap = (u32)((c->tlen + n) * 2);
    c->tb = xrealloc(c->tb, c->tcap);
  }
  memcpy(c->tb + c->tlen, p, n);
  c->tlen += (u32)n;
  if (!c->want_out) {
    c->want_out = 1;
    set_events(c);
  }
}
static void flush_out(conn *c) {
  while (c->toff < c->tlen) {
    ssize_t w = send(c->fd, c->tb + c->toff, c->tlen - c->toff, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (w <= 0) return;
    c->toff += (u32)w;
  }
  c->tlen = c->toff = 0;
  if (c->want_out) {
    c->want_out = 0;
    set_events(c);
  }
}

static u8 fr[1 << 20];
static void ws_send(conn *c, int op, const u8 *p, size_t n) {
  u8 *f = fr, *big = NULL;
  if (n + 14 > sizeof fr) f = big = xrealloc(NULL, n + 14);
  size_t h = 0;
  f[h++] = (u8)(0x80 | op);
  if (n < 126)
    f[h++] = (u8)(0x80 | n);
  else if (n < 65536) {
    f[h++] = 0x80 | 126;
    f[h++] = (u8)(n >> 8);
    f[h++] = (u8)n;
  } else {
    f[h++] = 0x80 | 127;
    for (int i = 7; i >= 0; i--) f[h++] = (u8)((u64)n >> (8 * i));
  }
  u32 m = (u32)rnd() | 0x01010101u;
  u8 *mk = f + h;
  memcpy(mk, &m, 4);
  h += 4;
  for (size_t i = 0; i < n; i++) f[h + i] = p[i] ^ mk[i & 3];
  K.tx_frames++;
  raw_send(c, f, h + n);
  free(big);
}

/* ---------- varint encoding */
static size_t wvar(u8 *o, u64 v) {
  size_t n = 0;
  while (v > 127) {
    o[n++] = (u8)(0x80 | (v & 127));
    v >>= 7;
  }
  o[n++] = (u8)v;
  return n;
}
typedef struct {
  const u8 *p, *e;
  int bad;
} rd;
static u64 rvar(rd *r) {
  u64 v = 0;
  int s = 0;
  while (r->p < r->e) {
    u8 b = *r->p++;
    v |= (u64)(b & 127) << s;
    if (b < 128) return v;
    s += 7;
    if (s > 63) break;
  }
  r->bad = 1;
  return 0;
}
static const u8 *rbytes(rd *r, u64 *n) {
  *n = rvar(r);
  if (r->bad || *n > (u64)(r->e - r->p)) {
    r->bad = 1;
    *n = 0;
    return r->p;
  }
  const u8 *p = r->p;
  r->p += *n;
  return p;
}
static u64 utf16_len(const u8 *p, u64 n) {
  u64 l = 0;
  for (u64 i = 0; i < n; i++) {
    if ((p[i] & 0xC0) != 0x80) l++;
    if (p[i] >= 0xF0) l++;
  }
  return l;
}

/* ---------- what a delivered unit means */
static void got_units(conn *c, u64 client, u64 clock, u64 len, int isdel, u64 now) {
  c->rx_units += len;
  if (client < CID_BASE || client >= CID_BASE + (u64)nC) return;
  conn *s = &C[client - CID_BASE];
  if (s->room != c->room) return;
  if (s == c) return;
  for (u64 k = clock; k < clock + len; k++) {
    u64 t = ring_get(isdel ? &s->del : &s->ins, (u32)k);
    if (!t) continue;
    if (s->idx < o_typists) { /* an edit that comes twice is one delivery */
      if (!c->had) c->had = calloc((size_t)o_typists * 2, sizeof *c->had);
      if (bit_set(&c->had[s->idx * 2 + isdel], (u32)k)) {
        K.dup++;
        continue;
      }
    }
    if (isdel)
      K.rx_del++;
    else
      K.rx_ins++;
    if (t >= win_a && t <= win_b) hadd(cur_edit, (now - t) / 1000);
  }
}

/* decode a V1 update far enough to learn which clock ranges it carries */
static int parse_update(conn *c, const u8 *p, size_t n, u64 now, int live) {
  rd r = {p, p + n, 0};
  u64 nc = rvar(&r);
  for (u64 i = 0; i < nc && !r.bad; i++) {
    u64 ns = rvar(&r), client = rvar(&r), clock = rvar(&r);
    for (u64 j = 0; j < ns && !r.bad; j++) {
      if (r.p >= r.e) return -1;
      u8 info = *r.p++;
      u64 len = 0, l;
      int ref = info & 31;
      if (ref == 0) {
        len = rvar(&r);
      } else if (ref == 10) {
        clock += rvar(&r);
        continue;
      } else {
        if (info & 0x80) rvar(&r), rvar(&r);
        if (info & 0x40) rvar(&r), rvar(&r);
        if (!(info & 0xC0)) {
          if (rvar(&r))
            rbytes(&r, &l);
          else
            rvar(&r), rvar(&r);
          if (info & 0x20) rbytes(&r, &l);
        }
        switch (ref) {
          case 1: len = rvar(&r); break;
          case 2: {
            len = rvar(&r);
            for (u64 q = 0; q < len && !r.bad; q++) rbytes(&r, &l);
            break;
          }
          case 3: rbytes(&r, &l); len = 1; break;
          case 4: {
            const u8 *s = rbytes(&r, &l);
            len = utf16_len(s, l);
            break;
          }
          case 5: rbytes(&r, &l); len = 1; break;
          case 6: rbytes(&r, &l); rbytes(&r, &l); len = 1; break;
          default: return -1; /* content this tool never writes */
        }
      }
      if (r.bad) return -1;
      if (live) got_units(c, client, clock, len, 0, now);
      clock += len;
    }
  }
  nc = rvar(&r);
  for (u64 i = 0; i < nc && !r.bad; i++) {
    u64 client = rvar(&r), nr = rvar(&r);
    for (u64 j = 0; j < nr && !r.bad; j++) {
      u64 clock = rvar(&r), len = rvar(&r);
      if (live && !r.bad) got_units(c, client, clock, len, 1, now);
    }
  }
  return r.bad ? -1 : 0;
}

static void got_aw(conn *c, u64 client, u64 clock, const u8 *st, u64 sl, u64 now) {
  if (client < CID_BASE || client >= CID_BASE + (u64)nC) return;
  conn *s = &C[client - CID_BASE];
  if (s->room != c->room) return;
  if (sl == 4 && !memcmp(st, "null", 4)) {
    K.aw_removed++;
    return;
  }
  if (s == c) {
    K.echo++;
    return;
  }
  u64 t = ring_get(&s->aw, (u32)clock);
  if (!t) return;
  K.rx_aw++;
  if (t >= win_a && t <= win_b) hadd(cur_aw, (now - t) / 1000);
}
static void parse_aw(conn *c, const u8 *p, size_t n, u64 now) {
  rd r = {p, p + n, 0};
  u64 k = rvar(&r);
  for (u64 i = 0; i < k && !r.bad; i++) {
    u64 cl = rvar(&r), ck = rvar(&r), sl;
    const u8 *s = rbytes(&r, &sl);
    if (!r.bad) got_aw(c, cl, ck, s, sl, now);
  }
}

static void mark_synced(conn *c, u64 now, u64 bytes) {
  if (c->st == S_SYNCED) return;
  if (c->st == S_CONNECTING || c->st == S_HTTP || c->st == S_OPEN) n_connecting--;
  c->st = S_SYNCED;
  n_synced++;
  n_synced0 += c->idx == 0;
  c->t_sync = now;
  c->sync_bytes = bytes;
  hadd(cur_join, (now - c->t_start) / 1000);
  proto_aw(c, now);
}

/* ---------- message builders */
static u8 mb[1 << 16];
static size_t m_head(conn *c, u8 *o) {
  size_t n = 0;
  if (proto == P_HOCUS) {
    size_t l = strlen(room_name[c->room]);
    n += wvar(o, l);
    memcpy(o + n, room_name[c->room], l);
    n += l;
  }
  return n;
}
static void send_sync(conn *c, int sub, const u8 *p, size_t n) {
  u8 *o = n + 512 > sizeof mb ? xrealloc(NULL, n + 512) : mb;
  size_t k = m_head(c, o);
  o[k++] = 0;
  o[k++] = (u8)sub;
  k += wvar(o + k, n);
  memcpy(o + k, p, n);
  ws_send(c, 2, o, k + n);
  if (o != mb) free(o);
}
static size_t build_edit(conn *c, u8 *u, int isdel) {
  size_t n = 0;
  u32 cid = CID_BASE + (u32)c->self;
  if (isdel) {
    u[n++] = 0;
    u[n++] = 1;
    n += wvar(u + n, cid);
    u[n++] = 1;
    n += wvar(u + n, c->clock - 1);
    u[n++] = 1;
    return n;
  }
  u[n++] = 1;
  u[n++] = 1;
  n += wvar(u + n, cid);
  n += wvar(u + n, c->clock);
  u[n++] = 0x80 | 0x40 | 4;
  u32 *a = anchors[c->anchor];
  if (c->runlen == 0) {
    n += wvar(u + n, a[0]);
    n += wvar(u + n, a[1]);
  } else {
    n += wvar(u + n, cid);
    n += wvar(u + n, c->clock - 1);
  }
  n += wvar(u + n, a[2]);
  n += wvar(u + n, a[3]);
  u[n++] = 1;
  u[n++] = (u8)((rnd() % 6) ? 'a' + rnd() % 26 : ' ');
  u[n++] = 0;
  return n;
}
static size_t build_aw_state(conn *c, char *o) {
  u32 cid = CID_BASE + (u32)c->self;
  return (size_t)sprintf(o,
                         "{\"user\":{\"name\":\"Participant %d\",\"color\":\"#30bced\",\"colorLight\":\"#30bced33\"},"
                         "\"cursor\":{\"anchor\":{\"type\":null,\"tname\":\"file:bench\",\"item\":{\"client\":%u,"
                         "\"clock\":%u},\"assoc\":0},\"head\":{\"type\":null,\"tname\":\"file:bench\",\"item\":{"
                         "\"client\":%u,\"clock\":%u},\"assoc\":0}}}",
                         c->idx, cid, c->clock, cid, c->clock);
}
static size_t build_aw(conn *c, u8 *o) {
  char js[600];
  size_t jl = build_aw_state(c, js), n = 0;
  o[n++] = 1;
  n += wvar(o + n, CID_BASE + (u32)c->self);
  n += wvar(o + n, c->awclock);
  n += wvar(o + n, jl);
  memcpy(o + n, js, jl);
  return n + jl;
}




static void proto_open(conn *c) {
  u8 b[700];
  size_t n;
  if (proto == P_HOCUS) {
    n = m_head(c, b);
    b[n++] = 2;
    b[n++] = 0;
    size_t l = strlen(o_token);
    n += wvar(b + n, l);
    memcpy(b + n, o_token, l);
    n += l;
    b[n++] = 5;
    memcpy(b + n, "4.7.0", 5);
    n += 5;
    ws_send(c, 2, b, n);
  }
  if (cold) {
    b[0] = 0;
    send_sync(c, 0, b, 1);
  } else
    send_sync(c, 0, seed_sv, sv_len);
}

static void room_expect(conn *c, u64 *x) { (void)c; *x += (u64)(o_clients - 1); }

static void proto_edit(conn *c, u64 now) {
  u8 u[64];
  int isdel = c->runlen > 0 && !c->dead_del && (int)(rnd() % 100) < o_backspace;
  if (!isdel && c->runlen > 40) {
    c->runlen = 0;
    c->anchor = (u32)(rnd() % (u64)n_anchors);
  }
  size_t n = build_edit(c, u, isdel);
  if (isdel) {
    ring_set(&c->del, c->clock - 1, now);
    c->dead_del = 1;
    K.sent_del++;
    room_expect(c, &K.exp_del);
  } else {
    ring_set(&c->ins, c->clock, now);
    c->clock++;
    c->runlen++;
    c->dead_del = 0;
    K.sent_ins++;
    room_expect(c, &K.exp_ins);
  }
  send_sync(c, 2, u, n);
}
static void proto_aw(conn *c, u64 now) {
  u8 a[700], b[900];
  c->awclock++;
  ring_set(&c->aw, c->awclock, now);
  size_t n = build_aw(c, a);
  K.sent_aw++;
  room_expect(c, &K.exp_aw);
  size_t k = m_head(c, b);
  b[k++] = 1;
  k += wvar(b + k, n);
  memcpy(b + k, a, n);
  ws_send(c, 2, b, k + n);
}
static void proto_seed(conn *c) {
  if (!seed_upd) return;
  send_sync(c, 2, seed_upd, seed_len);
}

static void on_sync(conn *c, rd *r, u64 now) {
  u64 sub = rvar(r), n;
  const u8 *p = rbytes(r, &n);
  if (r->bad) return;
  if (sub == 0) {
    u8 e[2] = {0, 0};
    if (!cold && n == 1 && p[0] == 0 && seed_upd) /* the server lost the room: a returning client brings it back */
      send_sync(c, 1, seed_upd, seed_len);
    else
      send_sync(c, 1, e, 2);
  } else if (sub == 1 && c->got + n >= o_minbytes) {
    mark_synced(c, now, c->got + n);
  } else if (sub == 1) {
    c->got += n; /* some servers answer with an empty document first and load it later */
  } else if (sub == 2 && c->st != S_SYNCED) {
    c->got += n;
    if (o_minbytes && c->got >= o_minbytes) mark_synced(c, now, c->got);
  } else if (sub == 2) {
    if (parse_update(c, p, n, now, 1)) K.other++;
  }
}





static void on_msg(conn *c, int op, const u8 *p, size_t n, u64 now) {
  K.rx_frames++;
  if (op == 1) return; /* text side channel of some servers */
  rd r = {p, p + n, 0};
  u64 l;
  if (proto == P_HOCUS) {
    if (n == 1 && p[0] == 9) {
      u8 o = 10;
      ws_send(c, 2, &o, 1);
      return;
    }
    rbytes(&r, &l);
  }
  u64 t = rvar(&r);
  if (r.bad) return;
  if (t == 0 || (t == 4 && proto == P_HOCUS)) {
    on_sync(c, &r, now);
  } else if (t == 1) {
    const u8 *q = rbytes(&r, &l);
    if (!r.bad) parse_aw(c, q, l, now);
  } else if (t == 8 && proto == P_HOCUS) {
    K.acks++;
  } else if (t == 3) {
    proto_aw(c, now);
  } else
    K.other++;
}

/* ---------- transport */
static int start_conn(conn *c, u64 now) {
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (c->fd < 0) die("socket: %s", strerror(errno));
  int one = 1;
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
#ifdef IP_BIND_ADDRESS_NO_PORT
  setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
#endif
  struct sockaddr_in a = {.sin_family = AF_INET};
  if (o_srcips > 1) { /* spread over 127.0.1.x so that ephemeral ports never run out */
    a.sin_addr.s_addr = htonl(0x7f000101u + (u32)(c->self % o_srcips));
    (void)!bind(c->fd, (struct sockaddr *)&a, sizeof a);
  }
  a.sin_port = htons((uint16_t)o_port);
  inet_pton(AF_INET, o_host, &a.sin_addr);
  int r = connect(c->fd, (struct sockaddr *)&a, sizeof a);
  if (r < 0 && errno != EINPROGRESS) {
    K.conn_err++;
    close(c->fd);
    c->fd = -1;
    c->retries++;
    c->retry_at = now + 100000000ull;
    return -1;
  }
  c->st = S_CONNECTING;
  n_connecting++;
  c->want_out = 1;
  struct epoll_event e = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
  epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &e);
  return 0;
}
static void send_http(conn *c) {
  char h[8192];
  const char *p = room_path[c->room];
  int paths = 1;
  for (const char *q = p; (q = strchr(q, ' ')); q++) paths++;
  for (int k = c->idx % paths; k; k--) p = strchr(p, ' ') + 1;
  int pl = (int)strcspn(p, " ");
  if (pl > 4000) die("a request path is too long");
  int n = snprintf(h, sizeof h,
                   "GET %.*s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                   "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                   "Origin: http://127.0.0.1:%d\r\n",
                   pl, p, o_port, o_port);
  for (int i = 0; i < o_nheaders; i++) n += snprintf(h + n, sizeof h - (size_t)n, "%s\r\n", o_headers[i]);
  n += snprintf(h + n, sizeof h - (size_t)n, "\r\n");
  c->st = S_HTTP;
  raw_send(c, (u8 *)h, (size_t)n);
}

/* returns bytes consumed, or -1 when the connection is gone */
static long eat(conn *c, u8 *p, size_t n, u64 now) {
  size_t o = 0;
  if (c->st == S_HTTP) {
    u8 *q = memmem(p, n, "\r\n\r\n", 4);
    if (!q) return 0;
    last_http = n > 12 ? atoi((char *)p + 9) : 0;
    if (last_http != 101) {
      K.http_err++;
      conn_fail(c, now);
      return -1;
    }
    o = (size_t)(q - p) + 4;
    c->st = S_OPEN;
    c->t_open = now;
    proto_open(c);
  }
  while (n - o >= 2) {
    u8 *f = p + o;
    int fin = f[0] & 0x80, op = f[0] & 15;
    u64 len = f[1] & 127;
    size_t h = 2;
    if (len == 126) {
      if (n - o < 4) break;
      len = (u64)f[2] << 8 | f[3];
      h = 4;
    } else if (len == 127) {
      if (n - o < 10) break;
      len = 0;
      for (int i = 0; i < 8; i++) len = len << 8 | f[2 + i];
      h = 10;
    }
    if (n - o < h + len) break;
    u8 *d = f + h;
    o += h + len;
    if (op == 8) {
      K.server_closed++;
      if (getenv("YLOAD_DEBUG"))
        fprintf(stderr, "close frame %d %.*s\n", len > 1 ? d[0] << 8 | d[1] : 0, (int)(len > 2 ? len - 2 : 0), d + 2);
      conn_fail(c, now);
      return -1;
    } else if (op == 9) {
      ws_send(c, 10, d, len);
    } else if (op == 10) {
    } else if (fin && op != 0) {
      on_msg(c, op, d, len, now);
    } else {
      if (op) {
        c->flen = 0;
        c->fop = (u32)op;
      }
      if (c->flen + len > c->fcap) {
        c->fcap = (u32)(c->flen + len) * 2;
        c->fb = xrealloc(c->fb, c->fcap);
      }
      memcpy(c->fb + c->flen, d, len);
      c->flen += (u32)len;
      if (fin) {
        on_msg(c, (int)c->fop, c->fb, c->flen, now);
        c->flen = 0;
      }
    }
    if (c->fd < 0) return -1;
  }
  return (long)o;
}

static u8 rbuf[1 << 18];
static void on_readable(conn *c) {
  ssize_t r = recv(c->fd, rbuf, sizeof rbuf, 0);
  u64 now = now_ns();
  if (r < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (r <= 0) {
    if (c->st == S_CONNECTING || c->st == S_HTTP)
      K.conn_err++;
    else
      K.server_closed++;
    conn_fail(c, now);
    return;
  }
  K.rx_bytes += (u64)r;
  if (c->rlen) {
    if (c->rlen + (size_t)r > c->rcap) {
      c->rcap = (u32)(c->rlen + (size_t)r) * 2;
      c->rb = xrealloc(c->rb, c->rcap);
    }
    memcpy(c->rb + c->rlen, rbuf, (size_t)r);
    c->rlen += (u32)r;
    long k = eat(c, c->rb, c->rlen, now);
    if (k < 0) return;
    memmove(c->rb, c->rb + k, c->rlen - (u32)k);
    c->rlen -= (u32)k;
  } else {
    long k = eat(c, rbuf, (size_t)r, now);
    if (k < 0) return;
    size_t left = (size_t)r - (size_t)k;
    if (left) {
      if (left > c->rcap) {
        c->rcap = (u32)(left < 512 ? 512 : left * 2);
        c->rb = xrealloc(c->rb, c->rcap);
      }
      memcpy(c->rb, rbuf + k, left);
      c->rlen = (u32)left;
    }
  }
}

/* ---------- timers: binary heap */
typedef struct {
  u64 t;
  int c, kind;
} tm_t;
static tm_t *H;
static int nH, capH;
static void hpush(u64 t, int c, int kind) {
  if (nH == capH) {
    capH = capH ? capH * 2 : 1024;
    H = xrealloc(H, (size_t)capH * sizeof *H);
  }
  int i = nH++;
  while (i && H[(i - 1) / 2].t > t) {
    H[i] = H[(i - 1) / 2];
    i = (i - 1) / 2;
  }
  H[i] = (tm_t){t, c, kind};
}
static tm_t hpop(void) {
  tm_t r = H[0], l = H[--nH];
  int i = 0;
  for (;;) {
    int k = 2 * i + 1;
    if (k >= nH) break;
    if (k + 1 < nH && H[k + 1].t < H[k].t) k++;
    if (H[k].t >= l.t) break;
    H[i] = H[k];
    i = k;
  }
  if (nH) H[i] = l;
  return r;
}
static u64 jitter(double rate) { return (u64)((0.5 + rnd01()) / rate * 1e9); }

static int typing;
static u64 idle_ns; /* time the event loop had nothing to do */
static void run_timers(u64 now) {
  while (nH && H[0].t <= now) {
    tm_t t = hpop();
    conn *c = &C[t.c];
    if (!typing && t.kind != 2) continue;
    u64 n2 = now_ns();
    if (c->st == S_SYNCED) {
      if (t.kind != 2) hadd(&h_lag, (n2 - t.t) / 1000);
      if (t.kind == 0)
        proto_edit(c, n2);
      else
        proto_aw(c, n2);
    }
    double rate = t.kind == 0 ? o_erate : t.kind == 1 ? o_arate : 1.0 / o_renew;
    hpush(t.t + jitter(rate), t.c, t.kind);
  }
}

/* one turn of the event loop */
static void turn(u64 until) {
  struct epoll_event ev[512];
  u64 now = now_ns();
  int timers = nH && H[0].t <= now, k;
  if (timers) run_timers(now);
  if (o_spin) {
    k = epoll_wait(ep, ev, 512, 0);
    if (!k && !timers) {
      idle_ns += now_ns() - now;
      return;
    }
  } else {
    u64 next = nH ? H[0].t : until;
    if (next > until) next = until;
    now = now_ns();
    u64 w = next > now ? next - now : 0;
    struct timespec ts = {(time_t)(w / NSEC), (long)(w % NSEC)};
    u64 a = now_ns();
    k = epoll_pwait2(ep, ev, 512, &ts, NULL);
    if (!k) idle_ns += now_ns() - a;
  }
  for (int i = 0; i < k; i++) {
    conn *c = ev[i].data.ptr;
    if (c->fd < 0) continue;
    if (c->st == S_CONNECTING && (ev[i].events & (EPOLLOUT | EPOLLERR | EPOLLHUP))) {
      int err = 0;
      socklen_t l = sizeof err;
      getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &l);
      if (err) {
        K.conn_err++;
        conn_fail(c, now_ns());
        continue;
      }
      c->want_out = 0;
      set_events(c);
      send_http(c);
      continue;
    }
    if (ev[i].events & EPOLLOUT) flush_out(c);
    if (c->fd >= 0 && (ev[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP))) on_readable(c);
  }
}
static void pump(double secs) {
  u64 end = now_ns() + (u64)(secs * 1e9);
  while (now_ns() < end) turn(end);
}

/* connect every conn in [a, b) stepping by s whose state is not synced, keeping
 * at most `window` handshakes under way; returns seconds, or -1 on timeout */
static double connect_all(int first_only, int rest_only, int window, double timeout) {
  u64 t0 = now_ns(), end = t0 + (u64)(timeout * 1e9);
  int target = 0, done;
  for (int i = 0; i < nC; i++)
    if ((!first_only || C[i].idx == 0) && (!rest_only || C[i].idx != 0)) {
      target++;
      if (C[i].st != S_SYNCED) C[i].t_start = 0, C[i].st = C[i].st == S_CLOSED ? S_FREE : C[i].st;
    }
  int cursor = 0;
  for (;;) {
    done = 0;
    u64 now = now_ns();
    /* launch */
    int scanned = 0;
    while (n_connecting < window && scanned < nC) {
      conn *c = &C[cursor];
      cursor = (cursor + 1) % nC;
      scanned++;
      if ((first_only && c->idx) || (rest_only && !c->idx)) continue;
      if (c->st == S_FREE && c->retry_at <= now) {
        if (!c->t_start) c->t_start = now;
        start_conn(c, now);
      }
    }
    done = first_only ? n_synced0 : rest_only ? n_synced - n_synced0 : n_synced;
    if (done >= target) return (double)(now_ns() - t0) / 1e9;
    if (now > end) return -1;
    u64 slice = now + 20000000ull;
    if (n_connecting >= window || scanned >= nC) {
      int before = n_connecting;
      do turn(slice < end ? slice : end);
      while (now_ns() < slice && n_connecting >= window && n_connecting == before && before > 0);
    }
  }
}

/* ---------- /proc sampling of the server's process trees */
typedef struct {
  double cpu;
  long rss_kb, hwm_kb;
  int nproc;
} psample;
static psample sample(void) {
  psample s = {0, 0, 0, 0};
  static int pid[4096], ppid[4096], in[4096];
  static double cpu[4096];
  int n = 0;
  DIR *d = opendir("/proc");
  if (!d || !*o_pids) {
    if (d) closedir(d);
    return s;
  }
  struct dirent *e;
  while ((e = readdir(d)) && n < 4096) {
    if (!isdigit((unsigned char)e->d_name[0])) continue;
    char f[300], b[1024];
    snprintf(f, sizeof f, "/proc/%s/stat", e->d_name);
    int fd = open(f, O_RDONLY);
    if (fd < 0) continue;
    ssize_t r = read(fd, b, sizeof b - 1);
    close(fd);
    if (r <= 0) continue;
    b[r] = 0;
    char *q = strrchr(b, ')');
    unsigned long ut, st;
    int pp;
    if (!q || sscanf(q + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &pp, &ut, &st) != 3) continue;
    pid[n] = atoi(e->d_name);
    ppid[n] = pp;
    cpu[n] = (double)(ut + st) / (double)sysconf(_SC_CLK_TCK);
    in[n] = 0;
    n++;
  }
  closedir(d);
  for (const char *p = o_pids; *p;) {
    int v = (int)strtol(p, (char **)&p, 10);
    if (*p) p++;
    for (int i = 0; i < n; i++)
      if (pid[i] == v) in[i] = 1;
  }
  for (int ch = 1; ch;) {
    ch = 0;
    for (int i = 0; i < n; i++)
      if (!in[i])
        for (int j = 0; j < n; j++)
          if (in[j] && pid[j] == ppid[i]) {
            in[i] = ch = 1;
            break;
          }
  }
  for (int i = 0; i < n; i++)
    if (in[i]) {
      char f[64], b[4096];
      s.cpu += cpu[i];
      s.nproc++;
      snprintf(f, sizeof f, "/proc/%d/status", pid[i]);
      int fd = open(f, O_RDONLY);
      if (fd < 0) continue;
      ssize_t r = read(fd, b, sizeof b - 1);
      close(fd);
      if (r <= 0) continue;
      b[r] = 0;
      char *q = strstr(b, "VmRSS:");
      if (q) s.rss_kb += atol(q + 6);
      q = strstr(b, "VmHWM:");
      if (q) s.hwm_kb += atol(q + 6);
    }
  return s;
}
/* busy seconds of one core, to see whether anything else ran on it */
static double core_busy(int core) {
  FILE *f = fopen("/proc/stat", "r");
  char l[512], want[16];
  double r = 0;
  int k = snprintf(want, sizeof want, "cpu%d ", core);
  while (f && fgets(l, sizeof l, f))
    if (!strncmp(l, want, (size_t)k)) {
      unsigned long long u, n, sy, id, io, ir, so, st;
      if (sscanf(l + k, "%llu %llu %llu %llu %llu %llu %llu %llu", &u, &n, &sy, &id, &io, &ir, &so, &st) == 8)
        r = (double)(u + n + sy + ir + so + st) / (double)sysconf(_SC_CLK_TCK);
    }
  if (f) fclose(f);
  return r;
}
static double self_cpu(void) {
  struct rusage r;
  getrusage(RUSAGE_SELF, &r);
  return (double)r.ru_utime.tv_sec + (double)r.ru_stime.tv_sec +
         (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

static u8 *slurp(const char *f, size_t *n) {
  FILE *h = fopen(f, "rb");
  if (!h) die("cannot open %s", f);
  fseek(h, 0, SEEK_END);
  *n = (size_t)ftell(h);
  rewind(h);
  u8 *b = xrealloc(NULL, *n + 1);
  if (fread(b, 1, *n, h) != *n) die("short read on %s", f);
  b[*n] = 0;
  fclose(h);
  return b;
}

static void setup_rooms(int rooms, int clients) {
  room_path = xrealloc(NULL, (size_t)rooms * sizeof *room_path);
  room_name = xrealloc(NULL, (size_t)rooms * sizeof *room_name);
  char *rf = NULL, *save = NULL, *line = NULL;
  size_t n;
  if (o_roomsfile) rf = (char *)slurp(o_roomsfile, &n), line = strtok_r(rf, "\n", &save);
  for (int i = 0; i < rooms; i++) {
    char nm[256], pa[2048];
    if (rf) { /* each line: a room name, or full request paths starting with '/' */
      if (!line) die("rooms file has fewer than %d lines", rooms);
      snprintf(nm, sizeof nm, "%s", line);
    } else
      snprintf(nm, sizeof nm, "%s-%d", o_prefix, i);
    if (rf && line[0] == '/')
      room_path[i] = strdup(line);
    else {
      const char *q = strstr(o_path, "{room}");
      if (q)
        snprintf(pa, sizeof pa, "%.*s%s%s", (int)(q - o_path), o_path, nm, q + 6);
      else
        snprintf(pa, sizeof pa, "%s", o_path);
      room_path[i] = strdup(pa);
    }
    room_name[i] = strdup(nm);
    if (rf) line = strtok_r(NULL, "\n", &save);
  }
  nC = rooms * clients;
  if (nC > MAX_CONNS) die("at most %d connections", MAX_CONNS);
  C = calloc((size_t)nC, sizeof *C);
  for (int r = 0; r < rooms; r++)
    for (int k = 0; k < clients; k++) {
      conn *c = &C[r * clients + k];
      c->fd = -1;
      c->room = r;
      c->idx = k;
      c->self = r * clients + k;
      c->anchor = n_anchors ? (u32)(rnd() % (u64)n_anchors) : 0;
    }
}

static int join_rooms(double *secs) {
  u64 t0 = now_ns();
  if (connect_all(1, 0, o_window, o_timeout) < 0) return -1;
  for (int i = 0; i < nC; i++)
    if (C[i].idx == 0) {
      proto_seed(&C[i]);
      if ((i / o_clients) % 64 == 63) turn(now_ns());
    }
  pump(0.3);
  if (o_clients > 1 && connect_all(0, 1, o_window, o_timeout) < 0) return -1;
  *secs = (double)(now_ns() - t0) / 1e9;
  return 0;
}

static void print_common(const char *mode) {
  printf("\"mode\":\"%s\",\"rooms\":%d,\"clients\":%d,\"conns\":%d,\"synced\":%d,\"conn_err\":%llu,\"http_err\":%llu,"
         "\"last_http\":%d,\"retries\":%llu,\"server_closed\":%llu,\"other_frames\":%llu,\"acks\":%llu",
         mode, o_rooms, o_clients, nC, n_synced, (unsigned long long)K.conn_err, (unsigned long long)K.http_err,
         last_http, (unsigned long long)K.retries, (unsigned long long)K.server_closed, (unsigned long long)K.other,
         (unsigned long long)K.acks);
}
static void print_ps(const char *p, psample s) {
  printf("\"%s_rss_mb\":%.1f,\"%s_hwm_mb\":%.1f", p, (double)s.rss_kb / 1024, p, (double)s.hwm_kb / 1024);
}
static void arm_typing(int rooms_from) {
  u64 now = now_ns();
  typing = 1;
  for (int i = 0; i < nC; i++) {
    if (C[i].room < rooms_from) continue;
    if (C[i].idx < o_typists) {
      if (o_erate > 0) hpush(now + (u64)(rnd01() / o_erate * 1e9), i, 0);
      if (o_arate > 0) hpush(now + (u64)(rnd01() / o_arate * 1e9), i, 1);
    }
  }
}
static void arm_renew(void) {
  u64 now = now_ns();
  if (o_renew > 0)
    for (int i = 0; i < nC; i++) hpush(now + (u64)(rnd01() * o_renew * 1e9), i, 2);
}

static int mode_load(void) {
  setup_rooms(o_rooms, o_clients);
  psample p0 = sample();
  double js = 0;
  int bad = join_rooms(&js);
  if (bad) {
    printf("{");
    print_common("load");
    printf(",\"error\":\"join timeout\"}\n");
    return 1;
  }
  pump(0.3);
  memset(&K.sent_ins, 0, sizeof(u64) * 3);
  K.exp_ins = K.exp_del = K.exp_aw = K.rx_ins = K.rx_del = K.rx_aw = K.echo = 0;
  for (int i = 0; i < nC; i++) /* updates of the join phase no longer count */
    memset(C[i].aw.t, 0, C[i].aw.cap * sizeof(u64));
  arm_typing(0);
  if (o_typists < o_clients) arm_renew();
  pump(o_warm);
  u64 rx0 = K.rx_ins + K.rx_del, ra0 = K.rx_aw, f0 = K.rx_frames, b0 = K.rx_bytes, s0 = K.sent_ins + K.sent_del,
      a0 = K.sent_aw;
  memset(&h_lag, 0, sizeof h_lag);
  win_a = now_ns();
  win_b = ~0ull;
  psample p1 = sample();
  u64 id1 = idle_ns;
  double c1 = self_cpu(), bs1 = core_busy(o_score), bc1 = core_busy(o_ccore);
  pump(o_dur);
  win_b = now_ns();
  psample p2 = sample();
  double bs2 = core_busy(o_score), bc2 = core_busy(o_ccore);
  double c2 = self_cpu(), el = (double)(win_b - win_a) / 1e9, idle = (double)(idle_ns - id1) / 1e9;
  u64 rx = K.rx_ins + K.rx_del - rx0, ra = K.rx_aw - ra0, f = K.rx_frames - f0, b = K.rx_bytes - b0,
      s = K.sent_ins + K.sent_del - s0, a = K.sent_aw - a0;
  typing = 0;
  u64 end = now_ns() + (u64)(o_drain * 1e9), last = 0, prog = now_ns();
  while (now_ns() < end && (K.rx_ins < K.exp_ins || K.rx_del < K.exp_del)) {
    turn(now_ns() + 20000000ull);
    if (K.rx_ins + K.rx_del != last) last = K.rx_ins + K.rx_del, prog = now_ns();
    if (now_ns() - prog > 2 * NSEC) break;
  }
  double dr = (double)(now_ns() - win_b) / 1e9;
  long missing = (long)(K.exp_ins + K.exp_del) - (long)(K.rx_ins + K.rx_del);
  double deliveries = (double)(rx + ra);
  printf("{");
  print_common("load");
  printf(",\"join_s\":%.3f,", js);
  hprint("join_ms", &h_join);
  printf(",\"seconds\":%.3f,\"sent_edits_s\":%.1f,\"sent_aw_s\":%.1f,\"delivered_edits_s\":%.1f,\"delivered_aw_s\":%.1f,"
         "\"deliveries_s\":%.1f,\"rx_frames_s\":%.1f,\"rx_kb_s\":%.1f,\"expected_edits\":%llu,\"missing_edits\":%ld,"
         "\"dup_edits\":%llu,\"expected_aw\":%llu,\"delivered_aw\":%llu,\"echo\":%llu,\"drain_s\":%.3f,",
         el, (double)s / el, (double)a / el, (double)rx / el, (double)ra / el, deliveries / el, (double)f / el,
         (double)b / el / 1024, (unsigned long long)(K.exp_ins + K.exp_del), missing, (unsigned long long)K.dup, (unsigned long long)K.exp_aw,
         (unsigned long long)K.rx_aw, (unsigned long long)K.echo, dr);
  hprint("edit_ms", &h_edit);
  printf(",");
  hprint("aw_ms", &h_aw);
  printf(",");
  hprint("sched_lag_ms", &h_lag);
  printf(",\"noise_server_core_pct\":%.1f,\"noise_client_core_pct\":%.1f", (bs2 - bs1 - (p2.cpu - p1.cpu)) / el * 100,
         (bc2 - bc1 - (c2 - c1)) / el * 100);
  printf(",\"server_cpu_s\":%.3f,\"server_cpu_pct\":%.1f,\"cpu_s_per_1m\":%.2f,\"client_busy_pct\":%.1f,", p2.cpu - p1.cpu,
         (p2.cpu - p1.cpu) / el * 100, deliveries > 0 ? (p2.cpu - p1.cpu) / deliveries * 1e6 : 0, (el - idle) / el * 100);
  print_ps("start", p0);
  printf(",");
  print_ps("end", p2);
  printf("}\n");
  return 0;
}

static void kill_all(int from_room) {
  for (int i = 0; i < nC; i++)
    if (C[i].room >= from_room && C[i].fd >= 0) {
      conn_close(&C[i], 1);
      C[i].retry_at = 0;
      C[i].retries = 0;
      C[i].st = S_FREE;
    }
}

static int mode_idle(void) {
  /* rooms [0, active) keep typing through the storm, the others are idle */
  int act = o_active;
  setup_rooms(o_rooms + act, o_clients);
  psample p0 = sample();
  double js = 0;
  int err = join_rooms(&js);
  printf("{");
  if (err) {
    print_common("idle");
    printf(",\"error\":\"join timeout\"}\n");
    return 1;
  }
  print_common("idle");
  printf(",\"join_s\":%.3f,\"join_rate\":%.0f,", js, (double)nC / js);
  hprint("join_ms", &h_join);
  arm_renew();
  pump(o_warm);
  psample p1 = sample();
  double c1 = self_cpu();
  pump(o_dur);
  psample p2 = sample();
  double c2 = self_cpu();
  printf(",\"idle_cpu_pct\":%.2f,\"client_idle_cpu_pct\":%.2f,\"rss_mb_per_1k_conns\":%.2f,\"rss_kb_per_room\":%.2f,",
         (p2.cpu - p1.cpu) / o_dur * 100, (c2 - c1) / o_dur * 100,
         (double)(p2.rss_kb - p0.rss_kb) / 1024 / nC * 1000, (double)(p2.rss_kb - p0.rss_kb) / (o_rooms + act));
  print_ps("start", p0);
  printf(",");
  print_ps("idle", p2);
  /* active rooms: 2 typists each, at their calm latency first */
  for (int st = 0; st < 2 + (o_restart ? 1 : 0); st++) {
    const char *nm = st == 0 ? "warm" : st == 1 ? "cold" : "restart";
    cold = st != 0;
    if (st < 2 && act) {
      u64 now = now_ns();
      typing = 1;
      for (int i = 0; i < act * o_clients; i++) hpush(now + (u64)(rnd01() / o_erate * 1e9), i, 0);
    }
    hist *he = calloc(1, sizeof *he), *hj = calloc(1, sizeof *hj), *calm = calloc(1, sizeof *calm);
    cur_edit = calm;
    win_a = now_ns();
    win_b = ~0ull;
    if (act && st < 2) pump(3);
    cur_edit = he;
    cur_join = hj;
    win_a = now_ns();
    u64 retr = K.retries, ce = K.conn_err, he2 = K.http_err;
    psample q1 = sample();
    if (st == 2) {
      typing = 0;
      fprintf(stderr, "STORM-RESTART\n"); /* the orchestrator kills and restarts the server now */
      char line[64];
      for (int i = 0; i < nC; i++) conn_close(&C[i], 1), C[i].retry_at = 0, C[i].retries = 0, C[i].st = S_FREE;
      if (!fgets(line, sizeof line, stdin)) break;
      if (!strncmp(line, "pids ", 5)) {
        char *e = strchr(line, '\n');
        if (e) *e = 0;
        o_pids = strdup(line + 5);
      }
      q1 = sample();
    } else
      kill_all(act);
    double secs = connect_all(0, 0, o_window, o_timeout);
    psample q2 = sample();
    u64 tot = 0;
    for (int i = act * o_clients; i < nC; i++) tot += C[i].sync_bytes;
    if (act && st < 2) {
      pump(1);
      typing = 0;
      nH = 0;
      pump(0.5);
      arm_renew();
    }
    printf(",\"storm_%s\":{\"secs\":%.3f,\"rate\":%.0f,\"synced\":%d,\"retries\":%llu,\"conn_err\":%llu,\"http_err\":%llu,"
           "\"server_cpu_s\":%.3f,\"sync_bytes_mean\":%.0f,",
           nm, secs, secs > 0 ? (double)(nC - act * o_clients) / secs : 0, n_synced, (unsigned long long)(K.retries - retr),
           (unsigned long long)(K.conn_err - ce), (unsigned long long)(K.http_err - he2), q2.cpu - q1.cpu,
           (double)tot / (nC - act * o_clients ? nC - act * o_clients : 1));
    print_ps("end", q2);
    printf(",");
    hprint("join_ms", hj);
    if (act && st < 2) {
      printf(",");
      hprint("calm_edit_ms", calm);
      printf(",");
      hprint("live_edit_ms", he);
    }
    printf("}");
    fflush(stdout);
    if (secs < 0) break;
    pump(2);
  }
  printf("}\n");
  return 0;
}

static int mode_ingest(void) {
  o_clients = 2;
  o_rooms = 1;
  setup_rooms(1, 2);
  if (connect_all(0, 0, 2, o_timeout) < 0) {
    printf("{");
    print_common("ingest");
    printf(",\"error\":\"join timeout\"}\n");
    return 1;
  }
  pump(0.3);
  size_t n, o = 0;
  u8 *f = slurp(o_file, &n);
  u64 sent = 0, cum = 0;
  static u64 mark[8192]; /* cumulative units after update i, for flow control */
  psample p1 = sample();
  u64 t0 = now_ns(), prog = t0, lastrx = 0, stalls = 0;
  C[1].rx_units = 0;
  while (o + 8 <= n && now_ns() - t0 < (u64)(o_timeout * 1e9)) {
    u64 back = sent >= (u64)o_ingwin ? mark[(sent - (u64)o_ingwin) % 8192] : 0;
    u64 now = now_ns();
    if (C[1].rx_units != lastrx) lastrx = C[1].rx_units, prog = now;
    if (C[1].rx_units >= back || now - prog > 2 * NSEC) {
      if (C[1].rx_units < back) {
        stalls++;
        prog = now;
        if (stalls > 3) break;
      }
      u32 l, u;
      memcpy(&l, f + o, 4);
      memcpy(&u, f + o + 4, 4);
      send_sync(&C[0], 2, f + o + 8, l);
      o += 8 + l;
      cum += u;
      mark[sent % 8192] = cum;
      sent++;
      if (sent % 32 == 0) turn(now);
    } else
      turn(now + 2000000ull);
  }
  u64 tsent = now_ns(), end = tsent + 20 * NSEC;
  while (C[1].rx_units < cum && now_ns() < end) turn(now_ns() + 5000000ull);
  u64 t1 = now_ns();
  psample p2 = sample();
  printf("{");
  print_common("ingest");
  printf(",\"updates\":%llu,\"units\":%llu,\"observed_units\":%llu,\"seconds\":%.3f,\"updates_s\":%.0f,\"stalls\":%llu,"
         "\"server_cpu_s\":%.3f,\"server_cpu_us_per_update\":%.2f,",
         (unsigned long long)sent, (unsigned long long)cum, (unsigned long long)C[1].rx_units, (double)(t1 - t0) / 1e9,
         (double)sent / ((double)(t1 - t0) / 1e9), (unsigned long long)stalls, p2.cpu - p1.cpu,
         (p2.cpu - p1.cpu) / (double)(sent ? sent : 1) * 1e6);
  print_ps("start", p1);
  printf(",");
  print_ps("end", p2);
  printf("}\n");
  fflush(stdout);
  if (o_hold) { /* stay in the room until stdin closes, so that servers which unload empty rooms keep it */
    struct pollfd in = {.fd = 0, .events = POLLIN};
    o_spin = 0;
    end = now_ns() + 600 * NSEC;
    while (now_ns() < end && poll(&in, 1, 0) == 0) turn(now_ns() + 100000000ull);
  }
  return 0;
}

static int mode_join(void) {
  /* one participant stays in the room, so that servers which unload empty rooms keep it */
  o_clients = o_conc + 1;
  o_rooms = 1;
  setup_rooms(1, o_clients);
  psample p0 = sample();
  if (connect_all(1, 0, 1, o_timeout) < 0) {
    printf("{");
    print_common("join");
    printf(",\"error\":\"join timeout\"}\n");
    return 1;
  }
  double first = (double)(C[0].t_sync - C[0].t_start) / 1e6;
  u64 bytes = C[0].sync_bytes, joins = 0;
  pump(0.3);
  hist hs;
  memset(&hs, 0, sizeof hs);
  psample p1 = sample(), pk = p1;
  for (int k = 0; k < o_count; k++) {
    if (connect_all(0, 1, o_conc, o_timeout) < 0) break;
    for (int i = 1; i < nC; i++) {
      hadd(&hs, (C[i].t_sync - C[i].t_start) / 1000);
      if (C[i].sync_bytes > bytes) bytes = C[i].sync_bytes;
      joins++;
    }
    psample q = sample();
    if (q.rss_kb > pk.rss_kb) pk = q;
    for (int i = 1; i < nC; i++) conn_close(&C[i], 1), C[i].retry_at = 0, C[i].retries = 0, C[i].st = S_FREE;
    pump(0.02);
  }
  pump(0.05);
  psample p2 = sample();
  printf("{");
  print_common("join");
  printf(",\"first_ms\":%.3f,\"joins\":%llu,\"state_bytes\":%llu,", first, (unsigned long long)joins,
         (unsigned long long)bytes);
  hprint("join_ms", &hs);
  printf(",\"server_cpu_ms_per_join\":%.3f,", joins ? (p2.cpu - p1.cpu) * 1e3 / (double)joins : 0);
  print_ps("start", p0);
  printf(",");
  print_ps("peak", pk);
  printf("}\n");
  return 0;
}

int main(int argc, char **argv) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const char *k = argv[i], *v = argv[i + 1];
#define OS(n, var) if (!strcmp(k, "--" n)) { var = v; continue; }
#define OI(n, var) if (!strcmp(k, "--" n)) { var = atoi(v); continue; }
#define OD(n, var) if (!strcmp(k, "--" n)) { var = atof(v); continue; }
    OS("mode", o_mode) OS("host", o_host) OS("path", o_path) OS("room-prefix", o_prefix) OS("rooms-file", o_roomsfile)
    OS("pids", o_pids) OS("seed", o_seed) OS("sv", o_sv) OS("anchors", o_anchors) OS("file", o_file) OS("token", o_token)
    OI("port", o_port) OI("rooms", o_rooms) OI("clients", o_clients) OI("typists", o_typists) OI("window", o_window)
    OI("backspace", o_backspace) OI("active", o_active) OI("count", o_count) OI("conc", o_conc) OI("restart", o_restart)
    OI("ingest-window", o_ingwin) OI("src-ips", o_srcips) OI("server-core", o_score) OI("spin", o_spin) OI("hold", o_hold) OI("client-core", o_ccore)
    OD("edit-rate", o_erate) OD("aw-rate", o_arate) OD("renew", o_renew) OD("warm", o_warm) OD("dur", o_dur)
    OD("drain", o_drain) OD("timeout", o_timeout)
    if (!strcmp(k, "--min-bytes")) { o_minbytes = strtoull(v, NULL, 10); continue; }
    if (!strcmp(k, "--rng")) { rng_s ^= strtoull(v, NULL, 10) * 0x9E3779B97F4A7C15ull; continue; }
    if (!strcmp(k, "--header") && o_nheaders < 16) { o_headers[o_nheaders++] = v; continue; }
    if (!strcmp(k, "--proto")) {
      proto = !strcmp(v, "yws") ? P_YWS : !strcmp(v, "hocuspocus") ? P_HOCUS : (die("unknown protocol %s", v), P_YWS);
      continue;
    }
    die("unknown option %s", k);
  }
  if (strncmp(o_host, "127.", 4)) die("only loopback addresses are allowed");
  if (o_dur > 600 || o_warm > 120 || o_drain > 60 || o_timeout > 600) die("a duration is over its bound");
  if (o_rooms < 1 || o_clients < 1 || o_rooms > MAX_CONNS || o_clients > MAX_CONNS) die("bad room or client count");
  if (o_erate > 1000 || o_arate > 1000 || o_ingwin > 8000) die("a rate is over its bound");
  if (o_typists < 0) o_typists = o_clients;
  signal(SIGPIPE, SIG_IGN);
  struct rlimit rl;
  getrlimit(RLIMIT_NOFILE, &rl);
  rl.rlim_cur = rl.rlim_max;
  setrlimit(RLIMIT_NOFILE, &rl);
  if (o_seed) seed_upd = slurp(o_seed, &seed_len);
  if (o_sv)
    seed_sv = slurp(o_sv, &sv_len);
  else
    seed_sv = (u8 *)"\0", sv_len = 1;
  if (o_anchors) {
    FILE *f = fopen(o_anchors, "r");
    if (!f) die("cannot open %s", o_anchors);
    u32 a[4];
    while (fscanf(f, "%u %u %u %u", a, a + 1, a + 2, a + 3) == 4) {
      anchors = xrealloc(anchors, (size_t)(n_anchors + 1) * sizeof *anchors);
      memcpy(anchors[n_anchors++], a, sizeof a);
    }
    fclose(f);
  }
  ep = epoll_create1(EPOLL_CLOEXEC);
  if (!strcmp(o_mode, "load")) {
    if (!n_anchors) die("load needs --anchors and --seed");
    return mode_load();
  }
  if (!strcmp(o_mode, "idle")) return mode_idle();
  if (!strcmp(o_mode, "ingest")) return mode_ingest();
  if (!strcmp(o_mode, "join")) return mode_join();
  die("unknown mode %s", o_mode);
}
