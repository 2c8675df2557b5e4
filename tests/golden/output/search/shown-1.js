handbookSearch("shown",1,"",[[9,0,"settings/index.html","Settings not to be changed","Settings that look harmless and are not."],
[9,0,"directory/index.html","Directory","What the consortium's directory says of the library."],
[9,1,"uties/index.html","Duties","What the consortium expects, and where each is met."],
[9,0,"events/index.html","Events","Training, meetings and programmes of the consortium."],
[9,0,"outages/index.html","Planned outages","Downtime that is announced."],
[9,6,"/alma.html","If Alma is down",""],
[10,0,"guide/about.html","About this handbook","Kept by I-Share Liaison. Start with lending on paper."],
[11,0,"procedures/desk/index.html","At the desk","What happens at the desk."],
[12,16,"lend-on-paper.html","Lend on paper","What the desk does while Alma is down. Use this when Alma is down. The sheet is at the desk.","Steps\nWrite name and barcode.1 Stamp the slip. Slips counted Stamp dated Warning Keep the slips locked away.\nWho to ask\nCase, Do Case Do Renewal Nothing Term Six months desk: main # the big one Of the book, not of the reader. ↩"]]);
