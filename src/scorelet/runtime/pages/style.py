"""The look of all pages: one stylesheet, inside of each page, so that nothing is fetched."""

from __future__ import annotations

_COLOURS = """
:root{color-scheme:light dark;--ground:#fbfbfa;--card:#fff;--ink:#1d2330;--quiet:#5b6475;--line:#e3e5ea;
--accent:#2456c9;--accent-ink:#fff;--soft:#eef2fb;--code:#f5f6f8;--good:#1b7a4b;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--ground:#12151b;--card:#1a1e26;--ink:#e6e9ef;--quiet:#9aa3b2;--line:#2d333e;
--accent:#86a9ff;--accent-ink:#10131a;--soft:#212a3d;--code:#151921;--good:#6fd3a0;--bad:#ff9b90}}
"""

_TEXT = """
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,
"Helvetica Neue",Arial,sans-serif}
main,header,footer{max-width:62rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2.5rem;padding-bottom:.5rem}
footer{padding-top:1rem;padding-bottom:3rem;color:var(--quiet);font-size:.875rem}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .35rem;letter-spacing:-.015em;overflow-wrap:anywhere}
h2{font-size:1.3rem;line-height:1.3;margin:0;letter-spacing:-.01em;overflow-wrap:anywhere}
h3{font-size:.8rem;margin:1.6rem 0 .5rem;color:var(--quiet);text-transform:uppercase;letter-spacing:.06em}
p{margin:.35rem 0}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:.15em}
[hidden]{display:none!important}
.quiet{color:var(--quiet)}
code,pre,textarea,kbd{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
code{overflow-wrap:anywhere}
"""

_PARTS = """
nav{display:flex;flex-wrap:wrap;gap:.35rem 1.1rem;margin:.9rem 0 0}
section{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.35rem 1.5rem;
margin:1.25rem 0}
.head{display:flex;flex-wrap:wrap;align-items:baseline;gap:.3rem .7rem}
.tag{display:inline-block;background:var(--soft);color:var(--accent);border-radius:1rem;padding:.05rem .6rem;
font-size:.8rem;white-space:nowrap}
.good{color:var(--good)}.bad{color:var(--bad)}
.wide{overflow-x:auto}
td code{overflow-wrap:normal;white-space:nowrap}
table{border-collapse:collapse;width:100%;font-size:.925rem}
th{text-align:left;font-weight:600;color:var(--quiet);font-size:.8rem;white-space:nowrap}
th,td{padding:.4rem .9rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}
pre,textarea{display:block;width:100%;margin:0;padding:.75rem .9rem;background:var(--code);color:var(--ink);
border:1px solid var(--line);border-radius:.5rem;overflow-x:auto;white-space:pre}
pre.answer{white-space:pre-wrap;overflow-wrap:anywhere;max-height:26rem;overflow-y:auto}
textarea{resize:vertical;white-space:pre-wrap}
.key{margin-top:1.2rem;color:var(--quiet);font-size:.9rem}
.key input{display:block;margin-top:.3rem}
input{font:inherit;width:100%;max-width:26rem;padding:.4rem .6rem;background:var(--code);color:var(--ink);
border:1px solid var(--line);border-radius:.5rem}
button{font:inherit;font-weight:600;margin:.6rem .8rem .6rem 0;padding:.4rem 1.1rem;border:0;border-radius:.5rem;
background:var(--accent);color:var(--accent-ink);cursor:pointer}
button:disabled{opacity:.6}
button:focus-visible,textarea:focus-visible,input:focus-visible,a:focus-visible,summary:focus-visible{outline:2px solid
var(--accent);outline-offset:2px}
summary{cursor:pointer;color:var(--accent);margin:.4rem 0}
#operations th:nth-child(1){width:5rem}#operations th:nth-child(2){width:24rem}
.method{font-weight:600;color:var(--accent)}
@media (max-width:40rem){section{padding:1rem 1.05rem}header{padding-top:1.5rem}h1{font-size:1.5rem}}
"""

STYLESHEET = _COLOURS + _TEXT + _PARTS
"""CSS. Light or dark, as the reader's system has it."""
